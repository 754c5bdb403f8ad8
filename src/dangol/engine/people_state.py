"""A person between two groups of events: to bytes for the record, and back."""

import msgspec

from dangol.listen.act import Act
from dangol.listen.people import Arm, Contact, Person
from dangol.listen.rules import Rules
from dangol.listen.session import State
from dangol.listen.timeline import Timeline, refold
from dangol.terms.ids import PersonId
from dangol.terms.instants import Instant


class PersonState(msgspec.Struct, omit_defaults=True):
    """What the record keeps of a person beside identifiers; the tip follows from base and tail."""

    assignment_key: str
    base: State = msgspec.field(default_factory=State)
    tail: list[Act] = []
    said: frozenset[str] = frozenset()
    """What silence after the last act has said already; it does not follow from the acts."""
    contacts: tuple[Contact, ...] = ()
    arms: dict[str, Arm] = {}
    arm_conflicts: int = 0
    user: str = ""
    language: str = ""
    is_bot: bool = False
    is_staff: bool = False


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(PersonState).decode


def dump_person(person: Person) -> bytes:
    """The person as bytes. Law: `load_person` gives an equal person."""
    timeline = person.timeline
    return _encode(
        PersonState(
            person.assignment_key,
            timeline.base,
            timeline.tail,
            timeline.tip.said,
            person.contacts,
            person.arms,
            person.arm_conflicts,
            person.user,
            person.language,
            person.is_bot,
            person.is_staff,
        )
    )


def load_person(person_id: str, created_at: Instant, state: bytes, rules: Rules) -> Person:
    """The person that `dump_person` wrote, with the tip folded anew; identifiers are not in it."""
    kept = _decode(state)
    timeline = Timeline(kept.base, kept.tail)
    refold(timeline, rules)
    timeline.tip.said |= kept.said
    return Person(
        PersonId(person_id),
        kept.assignment_key,
        created_at,
        user=kept.user,
        timeline=timeline,
        contacts=kept.contacts,
        arms=kept.arms,
        arm_conflicts=kept.arm_conflicts,
        language=kept.language,
        is_bot=kept.is_bot,
        is_staff=kept.is_staff,
    )
