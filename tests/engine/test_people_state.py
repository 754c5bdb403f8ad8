"""A person written to the record and read again is the same person, and goes on the same."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.streams import POLICY, event_of, playbooks, streams

from dangol.decide.intent_prior import prior_intent
from dangol.engine.path import DecisionPath, Heard
from dangol.engine.people_state import dump_person, load_person
from dangol.listen.people import People, Person
from dangol.terms.instants import HOUR_US, MINUTE_US, Instant

PATH = DecisionPath(
    msgspec.structs.replace(POLICY, global_holdout_ratio=0.1), playbooks(), prior_intent
)


def reloaded(people: People) -> People:
    """The same people after a trip through bytes."""
    again = People(people.salt, people.rules)
    again.links = dict(people.links)
    loaded: dict[str, Person] = {}
    for identifier, person in people.by_identifier.items():
        copy = loaded.get(person.person_id)
        if copy is None:
            copy = load_person(
                person.person_id, person.created_at, dump_person(person), people.rules
            )
            copy.identifiers = list(person.identifiers)
            loaded[person.person_id] = copy
        again.by_identifier[identifier] = copy
    return again


def whole(person: Person) -> dict[str, object]:
    """All that is to survive; timers are set anew."""
    fields = msgspec.structs.asdict(person)
    del fields["queued_at"]
    return fields


def told(heard: Heard) -> tuple[object, ...]:
    """What came of an event, as others see it."""
    return heard.person.person_id, list(heard.signals), list(heard.decisions), heard.is_too_late


@settings(max_examples=80)
@given(streams(), st.data())
def test_a_person_goes_on_as_if_never_put_away(
    stream: list[tuple[Instant, bytes]], data: st.DataObject
) -> None:
    kept, put_away = People("salt", PATH.rules), People("salt", PATH.rules)
    now = stream[0][0]
    for instant, raw in stream:
        now = Instant(max(now, instant) + data.draw(st.sampled_from([0, 0, MINUTE_US])))
        heard = [
            PATH.take(people, event_of(raw, now), now, is_vouched=True)
            for people in (kept, put_away)
        ]
        assert told(heard[0]) == told(heard[1])
        if data.draw(st.booleans()):
            ticked = [PATH.tick(one.person, now) for one in heard]
            assert told(ticked[0]) == told(ticked[1])
        put_away = reloaded(put_away)
        for identifier, person in kept.by_identifier.items():
            assert whole(put_away.by_identifier[identifier]) == whole(person)
    end = Instant(now + HOUR_US)
    for identifier, person in kept.by_identifier.items():
        assert told(PATH.tick(put_away.by_identifier[identifier], end)) == told(
            PATH.tick(person, end)
        )


@settings(max_examples=50)
@given(streams())
def test_what_is_written_is_small(stream: list[tuple[Instant, bytes]]) -> None:
    people = People("salt", PATH.rules)
    for instant, raw in stream:
        PATH.take(people, event_of(raw, instant), instant, is_vouched=True)
    for person in people.by_identifier.values():
        assert len(dump_person(person)) < 400 + 150 * len(stream)
