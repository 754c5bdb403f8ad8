"""Who an event belongs to. The mapping from identifiers to people can be rebuilt from events.

An identifier is an anonymous id (`a:`), a user id that the shop vouched for (`v:`), or a user id
that one browser claimed (`c:`); another browser's claim to be the same user is another one. An
event with both an anonymous id and a user id links them, and where it is vouched for, that
browser's claim to be that user is true. An anonymous id belongs to one owner: the user of its
best link, and the best link is a vouched one, then the earliest. So the people are determined by
the set of links alone, in whatever order they arrive; two user ids never fuse, and no claim
reaches a person whom the shop did not vouch for in that browser.
"""

from collections.abc import Callable

import msgspec

from dangol.listen.companies import Companies
from dangol.listen.fields import plainly_set
from dangol.listen.rules import Rules
from dangol.listen.timeline import REST_US, Timeline, merge_timelines, rest
from dangol.terms.ids import PersonId, person_id_of
from dangol.terms.instants import Instant


def claim_of(user_id: str, anonymous_id: str) -> str:
    """The identifier of a user id that only this browser says. No id holds a line feed."""
    return f"c:{user_id}\n{anonymous_id}" if anonymous_id else "c:" + user_id


class Contact(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Something that was said to a person, or would have been (a ghost): both use up caps."""

    instant: Instant
    playbook: str


class Arm(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The first arm a person had in an experiment: it stands, whatever is merged later."""

    instant: Instant
    is_held: bool


@plainly_set
class Person(msgspec.Struct, gc=False):
    """Someone, known or not, and all that deciding about them needs."""

    person_id: PersonId
    assignment_key: str
    """What assignment hashes; it stays as it was when the person was first seen."""
    created_at: Instant
    identifiers: list[str] = []
    user: str = ""
    """The `v:` identifier, or else the `c:` one, where the person has one."""
    timeline: Timeline = msgspec.field(default_factory=Timeline)
    contacts: tuple[Contact, ...] = ()
    """Of the last week, oldest first."""
    arms: dict[str, Arm] = {}
    """By experiment. Replaced, never changed."""
    arm_conflicts: int = 0
    """Experiments in which the people merged into this one had different arms."""
    language: str = ""
    is_bot: bool = False
    is_staff: bool = False
    queued_at: Instant = Instant(0)
    """When a timer will look at this person; 0 where none is set."""


class Link(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """That an anonymous id was used by a user. Order: the best link is the smallest."""

    is_claimed: bool
    linked_at: Instant
    user: str

    def beats(self, other: "Link") -> bool:
        """Whether this link decides the owner rather than the other."""
        return (self.is_claimed, self.linked_at, self.user) < (
            other.is_claimed,
            other.linked_at,
            other.user,
        )


class People:
    """The people at hand, by identifier: all of a rehearsal, or those of one live group.

    `merged` names, for the record, each id that gave way and the id that survived it; `companies`
    knows of them what tells several people of one company.
    `before_merge` is told each of two people while they are still two, `on_merge` the survivor
    and the one who gave way.
    """

    def __init__(self, salt: str, rules: Rules) -> None:
        self.salt = salt
        self.rules = rules
        self.by_identifier: dict[str, Person] = {}
        self.links: dict[str, Link] = {}
        self.merged: list[tuple[PersonId, PersonId]] = []
        self.companies = Companies()
        self.before_merge: Callable[[Person], None] | None = None
        self.on_merge: Callable[[Person, Person], None] | None = None

    def resolve(
        self, user_id: str, anonymous_id: str, instant: Instant, *, is_vouched: bool
    ) -> Person:
        """The person an event with these ids belongs to, made or merged as needed.

        Laws: order-free; merging loses nothing; the older id survives.
        """
        if not user_id:
            return self._access("a:" + anonymous_id, instant)
        user = "v:" + user_id if is_vouched else claim_of(user_id, anonymous_id)
        if not anonymous_id:
            return self._access(user, instant)
        link = Link(not is_vouched, instant, user)
        also = (claim_of(user_id, anonymous_id),) if is_vouched else ()
        return self._link("a:" + anonymous_id, link, *also)

    def find(
        self, user_id: str, anonymous_id: str, instant: Instant, *, is_vouched: bool
    ) -> Person | None:
        """The person whom `resolve` would return without changing anything, or None."""
        if not user_id:
            return self.by_identifier.get("a:" + anonymous_id)
        user = "v:" + user_id if is_vouched else claim_of(user_id, anonymous_id)
        if anonymous_id:
            link = self.links.get("a:" + anonymous_id)
            if link is None or link.user != user or instant < link.linked_at:
                return None
        return self.by_identifier.get(user)

    def _link(self, anonymous: str, link: Link, *also: str) -> Person:
        """The link's user, under all those names, and owner of the anonymous id if it is best."""
        known = self.links.get(anonymous)
        names = (link.user, *also)
        # Without a link so far, the anonymous id was a person of its own: it is the user's.
        joined = (*names, anonymous) if known is None else names
        people = [person for name in joined if (person := self.by_identifier.get(name))]
        user = people[0] if people else self._make(link.user, link.linked_at)
        for person in people[1:]:
            if self.by_identifier[person.identifiers[0]] is not user:
                user = self._merge(user, person, link.linked_at)
        for name in names:
            if name not in self.by_identifier:
                self._name(user, name)
        user.user = max(user.user, link.user)
        if known is None or link.beats(known):
            self.links[anonymous] = link
            owner = self.by_identifier.get(anonymous)
            if owner is not user:
                if owner is not None:  # a better link came late: its state stays behind
                    owner.identifiers.remove(anonymous)
                self._name(user, anonymous)
        return user

    def _access(self, identifier: str, instant: Instant) -> Person:
        return self.by_identifier.get(identifier) or self._make(identifier, instant)

    def _merge(self, one: Person, other: Person, instant: Instant) -> Person:
        for person in (one, other):
            if self.before_merge is not None:
                self.before_merge(person)
            # Whether a sweep or a timer has come by already must make no difference.
            if instant - person.timeline.tip.last_at >= REST_US:
                rest(person.timeline)
        older_first = (one.created_at, one.person_id) <= (other.created_at, other.person_id)
        survivor, absorbed = (one, other) if older_first else (other, one)
        survivor.timeline = merge_timelines(survivor.timeline, absorbed.timeline, self.rules)
        contacts = {*survivor.contacts, *absorbed.contacts}
        survivor.contacts = tuple(sorted(contacts, key=lambda one: (one.instant, one.playbook)))
        arms = dict(survivor.arms)
        for experiment, arm in absorbed.arms.items():
            own = arms.get(experiment)
            if own is not None and own.is_held != arm.is_held:
                survivor.arm_conflicts += 1
            if own is None or arm.instant < own.instant:
                arms[experiment] = arm
        survivor.arms = arms
        survivor.arm_conflicts += absorbed.arm_conflicts
        survivor.language = survivor.language or absorbed.language
        survivor.is_bot |= absorbed.is_bot
        survivor.is_staff |= absorbed.is_staff
        survivor.user = max(survivor.user, absorbed.user)  # what is vouched for stands last
        for identifier in absorbed.identifiers:
            self._name(survivor, identifier)
        self.merged.append((absorbed.person_id, survivor.person_id))
        if self.on_merge is not None:
            self.on_merge(survivor, absorbed)
        return survivor

    def _make(self, identifier: str, instant: Instant) -> Person:
        person_id = person_id_of(self.salt, identifier)
        person = Person(person_id, person_id, instant)
        if identifier[0] != "a":
            person.user = identifier
        return self._name(person, identifier)

    def _name(self, person: Person, identifier: str) -> Person:
        self.by_identifier[identifier] = person
        person.identifiers.append(identifier)
        return person
