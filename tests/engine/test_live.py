"""Live, on a real record: nothing is lost or counted twice, and rehearsal decides the same.

The clock is a value that the test moves. Streams go in as groups of any size with ticks in
between; the same stream goes through a rehearsal in one piece.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.engine.streams import POLICY, START, call_of, event_of, playbooks, streams
from tests.postgres import postgres_server, postgres_url

from dangol.decide.intent_prior import prior_intent
from dangol.decide.opportunity import Decision, Silence, Verdict
from dangol.decide.playbook import Playbook
from dangol.engine.live import Arrival, Live, Outcomes, policy_of
from dangol.engine.path import DecisionPath
from dangol.engine.people_state import load_person
from dangol.engine.rehearsal import Rehearsal, in_file
from dangol.listen.event import Event
from dangol.listen.outcomes import Outcome, Quarantined, Reason, Rejected, Tally
from dangol.listen.people import People, claim_of
from dangol.store import schema
from dangol.store.record import Record, open_record
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.errors import DangolError
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import HOUR_US, MINUTE_US, SECOND_US, Instant

__all__ = ["postgres_server", "postgres_url"]

Stream = list[tuple[Instant, bytes]]


class Shop:
    """A workspace with an engine, and a clock to move."""

    def __init__(self, record: Record, recipes: tuple[Playbook, ...]) -> None:
        self.record = record
        self.now = START
        self.decisions: list[Decision] = []
        self.ticks: list[Instant] = []
        new = new_workspace(
            "가게",
            zone="Asia/Seoul",
            currency="KRW",
            languages=("ko", "ja"),
            now=START,
            chance=bytes(range(80)),
            global_holdout_ratio=0.1,
        )
        self.workspace: Workspace = record.create_workspace(new)
        self.live = Live(
            record,
            clock=lambda: self.now,
            playbooks=recipes,
            on_decisions=lambda _, decisions: self.decisions.extend(decisions),
        )

    def arrival(
        self, calls: list[Event | Quarantined | Rejected], *, is_vouched: bool = True
    ) -> Arrival:
        """These calls as one request that arrives now."""
        return Arrival(self.workspace.workspace_id, self.now, is_vouched, "http /v1/batch", calls)

    def send(self, *raws: bytes, is_vouched: bool = True) -> Outcomes:
        """What became of these calls, sent as one batch."""
        calls = [event_of(raw, self.now) for raw in raws]
        return self.live.submit(self.arrival([*calls], is_vouched=is_vouched)).result()

    def tick(self, now: Instant) -> int:
        """The clock stands at `now` and timers have gone off."""
        self.now = now
        self.ticks.append(now)
        return self.live.tick()

    def rows(self, name: str) -> list[dict[str, object]]:
        """All rows of a table."""
        table = schema.metadata.tables[name]
        order = table.c.seq if "seq" in table.c else next(iter(table.primary_key.columns))
        with self.record.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(select(table).order_by(order))]

    def state(self) -> dict[str, list[dict[str, object]]]:
        """All that the record holds of events and people."""
        names = ("events", "seen", "people", "identifiers", "merges", "decisions")
        return {name: self.rows(name) for name in names}


@contextmanager
def open_shop(recipes: tuple[Playbook, ...] | None = None, url: str = "") -> Iterator[Shop]:
    """A shop in a record of its own."""
    with TemporaryDirectory() as folder:
        record = open_record(url or f"sqlite:///{Path(folder)}/dangol.sqlite")
        shop = Shop(record, playbooks() if recipes is None else recipes)
        try:
            yield shop
        finally:
            shop.live.close()
            record.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    with open_shop(url=url) as opened:
        yield opened


def told(decisions: list[Decision]) -> Counter[tuple[str, ...]]:
    """What was decided, of whom, when and why."""
    return Counter(
        (
            one.decision_id,
            one.person_id,
            one.assignment_key,
            one.playbook,
            one.signal,
            one.subject,
            str(one.instant),
            one.verdict.value,
            one.reason,
            str(one.features),
        )
        for one in decisions
    )


def walk(shop: Shop, stream: Stream, seed: int, *, vouched_ratio: float = 1.0) -> None:
    """The stream has gone in, in groups of any size, with a tick at least every five minutes.

    So many of the groups come with a server key, the others with a browser's.
    """
    due = shop.now
    group: list[bytes] = []
    chance = Random(seed)

    def flush() -> None:
        if group:
            shop.send(*group, is_vouched=chance.random() < vouched_ratio)
            group.clear()

    for instant, raw in stream:
        while due <= instant:
            flush()
            shop.tick(due)
            due = Instant(due + chance.randint(1, 5 * MINUTE_US))
        shop.now = instant
        group.append(raw)
        if chance.random() < 0.3:
            flush()
    flush()
    end = Instant(stream[-1][0] + 40 * MINUTE_US)
    while due <= end:
        shop.tick(due)
        due = Instant(due + chance.randint(1, 5 * MINUTE_US))


@settings(max_examples=15)
@given(streams(), st.integers(0, 2**32))
def test_live_and_rehearsal_decide_the_same(stream: Stream, seed: int) -> None:
    recipes = playbooks(exploration_ratio=0.5)
    with open_shop(recipes) as shop:
        walk(shop, stream, seed)
        rehearsed: list[Decision] = []
        path = DecisionPath(policy_of(shop.workspace), recipes, prior_intent)
        rehearsal = Rehearsal(path, on_decision=rehearsed.append)
        rehearsal.run(enumerate(raw for _, raw in stream), in_file("stream"))
        rehearsal.finish()
        assert told(shop.decisions) == told(rehearsed)
        assert {row["decision_id"] for row in shop.rows("decisions")} == {
            one.decision_id for one in rehearsed
        }
        everyone = {person.person_id for person in rehearsal.people.by_identifier.values()}
        assert {row["person_id"] for row in shop.rows("people")} == everyone


@settings(max_examples=12)
@given(streams(), st.integers(0, 2**32))
def test_people_rebuilt_from_the_log_are_the_people_in_the_record(
    stream: Stream, seed: int
) -> None:
    with open_shop() as shop:
        walk(shop, stream, seed, vouched_ratio=0.5)
        path = DecisionPath(policy_of(shop.workspace), playbooks(), prior_intent)
        people = People(path.policy.salt, path.rules)
        ticks = iter([*shop.ticks, Instant(2**62)])
        tick = next(ticks)

        def pass_time(until: int) -> None:
            nonlocal tick
            while tick <= until:
                for person in {id(one): one for one in people.by_identifier.values()}.values():
                    path.tick(person, tick)
                tick = next(ticks)

        for row in shop.rows("events"):
            now = Instant(int(str(row["received_at"])))
            pass_time(now)
            event = event_of(bytes(row["payload"]), now)  # type: ignore[call-overload]
            assert event.digest == row["digest"]
            path.take(people, event, now, is_vouched=bool(row["is_vouched"]))
        pass_time(2**61)
        identifiers = {row["identifier"]: row["person_id"] for row in shop.rows("identifiers")}
        assert identifiers == {
            identifier: person.person_id for identifier, person in people.by_identifier.items()
        }
        for row in shop.rows("people"):
            kept = load_person(
                str(row["person_id"]),
                row["created_at"],  # type: ignore[arg-type]
                bytes(row["state"]),  # type: ignore[call-overload]
                path.rules,
            )
            person = next(
                one for one in people.by_identifier.values() if one.person_id == row["person_id"]
            )
            assert kept.timeline.tip == person.timeline.tip
            assert kept.contacts == person.contacts
            assert kept.arms == person.arms
            assert (kept.user, kept.created_at) == (person.user, person.created_at)


@settings(max_examples=12)
@given(streams(), st.data())
def test_the_same_arrivals_again_are_all_duplicates_and_change_nothing(
    stream: Stream, data: st.DataObject
) -> None:
    with open_shop() as shop:
        shop.now = stream[-1][0]
        raws = [raw for _, raw in stream]
        cut = data.draw(st.integers(0, len(raws)))
        first = [shop.send(*raws[:cut]), shop.send(*raws[cut:])]
        assert sum(one.tally.stored for one in first) == len(raws)
        before, decided = shop.state(), len(shop.decisions)
        again = data.draw(st.permutations(raws))
        outcomes = shop.send(*again)
        assert outcomes.tally == Tally(duplicate=len(raws))
        assert shop.state() == before
        assert len(shop.decisions) == decided


def view(instant: Instant = START, **more: object) -> bytes:
    """A visitor looks at a product."""
    fields: dict[str, object] = {"anonymous_id": "phone", "message_id": "m", **more}
    return call_of("Product Viewed", instant, **fields)  # type: ignore[arg-type]


def test_a_repeat_inside_one_request_is_a_duplicate(shop: Shop) -> None:
    outcomes = shop.send(view(), view(), view(properties={"price": 1}))
    assert [call.outcome for call in outcomes.calls] == [
        Outcome.STORED,
        Outcome.DUPLICATE,
        Outcome.QUARANTINED,
    ]
    assert len(shop.rows("events")) == 1


def test_the_very_same_event_object_twice_is_a_duplicate(shop: Shop) -> None:
    event = event_of(view(), START)
    outcomes = shop.live.submit(shop.arrival([event, event])).result()
    assert outcomes.tally == Tally(stored=1, duplicate=1)
    futures = [shop.live.submit(shop.arrival([event])) for _ in range(5)]
    assert [one.result().tally for one in futures] == [Tally(duplicate=1)] * 5


def test_the_same_id_with_another_payload_is_quarantined_with_its_bytes(shop: Shop) -> None:
    shop.send(view())
    other = view(properties={"product_id": "다른 상품"})
    outcomes = shop.send(other)
    assert outcomes.tally == Tally(quarantined=1)
    assert outcomes.calls[0].reason == Reason.CONFLICTING_DUPLICATE
    (row,) = shop.rows("quarantine")
    assert (row["raw"], row["reason"], row["message_id"]) == (
        other,
        "conflicting_duplicate",
        "m",
    )
    assert shop.send(view()).tally == Tally(duplicate=1)


def test_a_message_id_is_remembered_for_thirty_days(shop: Shop) -> None:
    shop.send(view())
    shop.now = Instant(START + 30 * 24 * HOUR_US)
    assert shop.send(view()).tally == Tally(duplicate=1)
    shop.now = Instant(shop.now + 1)
    assert shop.send(view()).tally == Tally(stored=1)


def test_a_restarted_engine_knows_what_it_has_seen_and_who_is_due() -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/dangol.sqlite"
        record = open_record(url)
        shop = Shop(record, playbooks(holdout_ratio=0.0))
        shop.send(call_of("Product Added", START, anonymous_id="phone", message_id="m"))
        shop.live.close()
        record.close()
        record = open_record(url)
        decided: list[Decision] = []
        now = Instant(START + 10 * MINUTE_US)
        live = Live(
            record,
            clock=lambda: now,
            playbooks=playbooks(holdout_ratio=0.0),
            on_decisions=lambda _, decisions: decided.extend(decisions),
        )
        event = event_of(call_of("Product Added", START, anonymous_id="phone", message_id="m"), now)
        arrival = Arrival(shop.workspace.workspace_id, now, True, "x", [event])
        assert live.submit(arrival).result().tally == Tally(duplicate=1)
        assert live.tick() == 1
        assert {one.signal for one in decided} == {"cart_idle", "cart_idle@120000000"}
        assert live.tick() == 0
        live.close()
        record.close()


@settings(max_examples=15)
@given(
    st.lists(
        st.sampled_from(["new", "again", "conflict", "quarantined", "rejected"]),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 7),
)
def test_the_four_outcomes_add_up_whatever_comes(kinds: list[str], size: int) -> None:
    with open_shop() as shop:
        shop.send(view())
        received, tally = 1, Tally(stored=1)
        expected = Counter({"stored": 1})
        calls: list[Event | Quarantined | Rejected] = []
        for number, kind in enumerate(kinds):
            match kind:
                case "new":
                    calls.append(event_of(view(message_id=f"n{number}"), START))
                case "again":
                    calls.append(event_of(view(), START))
                case "conflict":
                    calls.append(event_of(view(properties={"price": number}), START))
                case "quarantined":
                    calls.append(Quarantined(Reason.NO_NAME, "why", b"{}"))
                case _:
                    calls.append(Rejected(Reason.EVENT_TOO_LARGE, "why"))
            ends = {"new": "stored", "again": "duplicate", "conflict": "quarantined"}
            expected[ends.get(kind, kind)] += 1
        futures = [
            shop.live.submit(shop.arrival(calls[at : at + size]))
            for at in range(0, len(calls), size)
        ]
        for future in futures:
            outcomes = future.result()
            received += len(outcomes.calls)
            tally.add(outcomes.tally)
            assert outcomes.tally.received == len(outcomes.calls)
        assert tally.received == received == 1 + len(calls)
        assert msgspec.structs.asdict(tally) == {
            outcome.value: expected[outcome.value] for outcome in Outcome
        }
        kept = Counter[str]()
        for row in shop.record.read_tallies():
            kept[row.outcome] += row.calls
        assert kept == +expected
        assert len(shop.rows("events")) == tally.stored
        assert len(shop.rows("quarantine")) == tally.quarantined


# People in the record


def test_an_alias_merges_and_the_survivor_keeps_both_pasts(shop: Shop) -> None:
    """The alias itself belongs to the survivor, and nothing of either person is lost."""
    shop.send(
        call_of(
            "Product Added",
            START,
            anonymous_id="phone",
            message_id="a",
            properties={"product_id": "니트", "price": 9_000},
        )
    )
    shop.now = Instant(START + MINUTE_US)
    shop.send(
        call_of(
            "Product Added",
            shop.now,
            user_id="kim",
            message_id="b",
            properties={"product_id": "코트", "price": 9_000},
        )
    )
    shop.now = Instant(START + 2 * MINUTE_US)
    shop.send(call_of("", shop.now, user_id="kim", call="alias", previousId="phone"))
    (row,) = shop.rows("people")
    path = DecisionPath(policy_of(shop.workspace), playbooks(), prior_intent)
    person = load_person(str(row["person_id"]), START, bytes(row["state"]), path.rules)  # type: ignore[call-overload]
    assert set(person.timeline.tip.cart) == {"니트", "코트"}
    assert person.timeline.tip.last_at == shop.now
    assert person.timeline.tip.events == 3
    assert {one["person_id"] for one in shop.rows("identifiers")} == {row["person_id"]}
    (merge,) = shop.rows("merges")
    assert merge["survivor_id"] == row["person_id"]


def test_a_visitor_who_logs_in_keeps_the_silence_they_have_earned(shop: Shop) -> None:
    """No tick came between the due moment and the log-in that merges: it is heard all the same."""
    for number, ids in enumerate([{"user_id": "kim"}, {"anonymous_id": "phone"}]):
        shop.now = Instant(START + number)
        shop.send(
            call_of("Product Added", shop.now, message_id=f"a{number}", **ids)  # type: ignore[arg-type]
        )
    shop.now = Instant(START + 12 * MINUTE_US)
    shop.send(call_of("Cart Viewed", shop.now, user_id="kim", anonymous_id="phone"))
    idle = [one for one in shop.decisions if one.signal == "cart_idle"]
    assert len({one.person_id for one in idle}) == 2


def test_a_browsers_claim_reaches_nobody_the_shop_vouched_for(shop: Shop) -> None:
    shop.send(call_of("Cart Viewed", START, user_id="kim", anonymous_id="phone", message_id="1"))
    claim = call_of("Cart Viewed", START, user_id="kim", anonymous_id="evil", message_id="2")
    shop.send(claim, is_vouched=False)
    owners = {row["identifier"]: row["person_id"] for row in shop.rows("identifiers")}
    assert owners["a:phone"] == owners["v:kim"]
    evil = claim_of("kim", "evil")
    assert owners["a:evil"] == owners[evil] != owners["v:kim"]
    verified = {row["identifier"]: row["verified_at"] for row in shop.rows("identifiers")}
    assert verified["v:kim"]
    assert not verified[evil]


def test_a_better_link_moves_an_anonymous_id_in_the_record_too(shop: Shop) -> None:
    claim = call_of("Cart Viewed", START, user_id="lee", anonymous_id="phone", message_id="1")
    shop.send(claim, is_vouched=False)
    shop.send(call_of("Cart Viewed", START, user_id="kim", anonymous_id="phone", message_id="2"))
    shop.send(call_of("Cart Viewed", START, anonymous_id="phone", message_id="3"))
    owners = {row["identifier"]: row["person_id"] for row in shop.rows("identifiers")}
    lee = claim_of("lee", "phone")
    assert owners["a:phone"] == owners["v:kim"] != owners[lee]
    assert [row["person_id"] for row in shop.rows("events")] == [
        owners[lee],
        owners["v:kim"],
        owners["v:kim"],
    ]


HOSTILE: list[dict[str, object]] = [
    {"properties": {"product_id": "p", "price": 9e12, "quantity": 2**52}},
    {"properties": {"product_id": "p" * 20_000, "category": "c" * 5_000}},
    {"properties": {"product_id": "a\0b", "category": "\u202e\x1b[2J"}},
    {"properties": {"product_id": 10**300, "quantity": "9" * 4_000}},
    {"properties": {"product_id": {"a": [1]}, "price": ["1"], "currency": {}}},
    {"context": {"locale": "\0" * 100, "userAgent": "x" * 10_000, "traits": {"is_staff": "yes"}}},
    {"context": {"locale": 7, "userAgent": [], "traits": []}},
    {"call": "alias", "user_id": "u", "previousId": "a\0b"},
    {"call": "alias", "user_id": "u", "previousId": {"a": 1}},
    {"call": "alias", "user_id": "u", "previousId": "가" * 300},
    {"call": "group", "groupId": "g\0", "traits": {"name": ["x"], "website": {}}},
    {"call": "group", "groupId": 7, "traits": {"name": "n" * 10_000}},
    {"call": "identify", "traits": {"email": "\0", "is_staff": 1}},
]


@pytest.mark.parametrize("more", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_accepted_poisons_a_person(shop: Shop, more: dict[str, object]) -> None:
    """Whatever an accepted call says, it is stored, timers go off, and the next call is heard."""
    for number in range(3):
        shop.now = Instant(START + number * SECOND_US)
        fields: dict[str, object] = {"anonymous_id": "phone", **more, "message_id": f"m{number}"}
        assert shop.send(call_of("Product Added", shop.now, **fields)).tally.stored == 1  # type: ignore[arg-type]
    shop.tick(Instant(shop.now + 30 * MINUTE_US))
    shop.send(call_of("Cart Viewed", shop.now, anonymous_id="phone", message_id="end"))
    shop.tick(Instant(shop.now + 30 * MINUTE_US))
    assert shop.live.tick() == 0
    assert all(abs(one.value_minor) < 2**63 for one in shop.decisions)


# Ghosts


@settings(max_examples=15)
@given(streams())
def test_a_hold_uses_up_caps_as_a_message_does(stream: Stream) -> None:
    """With everybody held out the same moments reach assignment, and the same are silent."""
    outcomes: list[list[tuple[str, ...]]] = []
    for ratio in (0.0, 1.0):
        path = DecisionPath(POLICY, playbooks(holdout_ratio=ratio), prior_intent)
        people, found = People("salt", path.rules), list[tuple[str, ...]]()
        for instant, raw in stream:
            heard = path.take(people, event_of(raw, instant), instant, is_vouched=True)
            for one in heard.decisions:
                is_silent = one.verdict is Verdict.SILENT
                reason = one.reason if is_silent else "reached assignment"
                found.append((one.decision_id, reason, one.opening_id))
        outcomes.append(found)
    assert outcomes[0] == outcomes[1]


def test_what_arrives_long_after_is_stored_and_nobody_is_spoken_to(shop: Shop) -> None:
    shop.now = Instant(START + 5 * HOUR_US)
    added = call_of("Product Added", START, anonymous_id="phone", message_id="1")
    left = call_of("Exit Intent", Instant(START + 20 * MINUTE_US), anonymous_id="phone")
    assert shop.send(added, left).tally.stored == 2
    assert {one.reason for one in shop.decisions} == {Silence.TOO_LATE.value}


# Failure


def test_an_unknown_workspace_fails_alone(shop: Shop) -> None:
    stranger = Arrival(WorkspaceId("nobody"), START, True, "x", [event_of(view(), START)])
    bad, good = (
        shop.live.submit(stranger),
        shop.live.submit(shop.arrival([event_of(view(), START)])),
    )
    with pytest.raises(DangolError):
        bad.result()
    assert good.result().tally == Tally(stored=1)


def test_a_listener_that_fails_at_what_is_committed_fails_no_arrival(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with open_shop() as shop:
        workspace_id = shop.workspace.workspace_id
        live = Live(
            shop.record,
            clock=lambda: shop.now,
            playbooks=playbooks(),
            on_decisions=fail,
            on_group=fail,
        )
        sent = [
            live.submit(Arrival(workspace_id, shop.now, True, "http", [event_of(raw, shop.now)]))
            for raw in (
                call_of(
                    "Product Added",
                    START,
                    anonymous_id="a1",
                    properties={"product_id": "P1", "price": 39_000, "currency": "KRW"},
                ),
                call_of("Left", START, anonymous_id="a2"),
            )
        ]
        assert [future.result().tally for future in sent] == [Tally(stored=1), Tally(stored=1)]
        shop.now = Instant(START + HOUR_US)
        assert live.tick() == 1
        live.close()
        assert shop.rows("decisions")
    assert "what is committed could not be told" in caplog.text


def test_closing_commits_what_was_submitted() -> None:
    with open_shop() as shop:
        futures = [
            shop.live.submit(shop.arrival([event_of(view(message_id=f"m{n}"), START)]))
            for n in range(50)
        ]
        shop.live.close()
        assert all(future.done() for future in futures)
        assert len(shop.rows("events")) == 50


def test_what_the_shop_says_of_a_browser_meets_what_that_browser_did(shop: Shop) -> None:
    """In either order: the cart a browser filled is emptied by the order its shop reports."""
    ids = {"user_id": "kim", "anonymous_id": "phone"}
    added = call_of("Product Added", START, message_id="1", **ids)  # type: ignore[arg-type]
    ordered = call_of("Order Completed", Instant(START + MINUTE_US), message_id="2", **ids)  # type: ignore[arg-type]
    shop.send(added, is_vouched=False)
    shop.now = Instant(START + MINUTE_US)
    shop.send(ordered)
    shop.tick(Instant(START + 20 * MINUTE_US))
    assert len(shop.rows("people")) == 1
    assert not [one for one in shop.decisions if one.signal == "cart_idle"]
