"""Who an event belongs to. The mapping from identifiers to people can be rebuilt from events.

An identifier is an anonymous id (`a:`), a user id that the shop vouched for (`v:`), or a user id
that only a browser claimed (`c:`). An event with both an anonymous id and a user id links them.
An anonymous id belongs to one owner: the user of its best link, and the best link is a vouched
one, then the earliest. So the people are determined by the set of links alone, in whatever order
they arrive; two user ids never fuse, and a claim never reaches a person the shop vouched for.
"""

from collections.abc import Callable

import msgspec

from dangol.listen.rules import Rules
from dangol.listen.timeline import REST_US, Timeline, merge_timelines, rest
from dangol.terms.ids import PersonId, person_id_of
from dangol.terms.instants import Instant

CLAIMED_LIMIT = 200
"""Identifiers of a user up to which a browser's claim adds another; the shop's word always does."""


class Contact(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Something that was said to a person, or would have been (a ghost): both use up caps."""

    instant: Instant
    playbook: str


class Arm(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The first arm a person had in an experiment: it stands, whatever is merged later."""

    instant: Instant
    is_held: bool


class Person(msgspec.Struct, gc=False):
    """Someone, known or not, and all that deciding about them needs."""

    person_id: PersonId
    assignment_key: str
    """What assignment hashes; it stays as it was when the person was first seen."""
    created_at: Instant
    identifiers: list[str] = []
    user: str = ""
    """The `v:` or `c:` identifier, where the person has one."""
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

    `merged` names, for the record, each id that gave way and the id that survived it.
    `before_merge` is told each of two people while they are still two, `on_merge` the survivor
    and the one who gave way.
    """

    def __init__(self, salt: str, rules: Rules) -> None:
        self.salt = salt
        self.rules = rules
        self.by_identifier: dict[str, Person] = {}
        self.links: dict[str, Link] = {}
        self.merged: list[tuple[PersonId, PersonId]] = []
        self.before_merge: Callable[[Person], None] | None = None
        self.on_merge: Callable[[Person, Person], None] | None = None

    def resolve(
        self, user_id: str, anonymous_id: str, instant: Instant, *, is_vouched: bool
    ) -> Person:
        """The person an event with these ids belongs to, made or merged as needed.

        Laws: order-free; merging loses nothing; the older id survives.
        """
        if not user_id:
            identifier = "a:" + anonymous_id
            return self.by_identifier.get(identifier) or self._make(identifier, instant)
        user = ("v:" if is_vouched else "c:") + user_id
        if not anonymous_id:
            return self.by_identifier.get(user) or self._make(user, instant)
        return self._link("a:" + anonymous_id, Link(not is_vouched, instant, user))

    def find(
        self, user_id: str, anonymous_id: str, instant: Instant, *, is_vouched: bool
    ) -> Person | None:
        """The person whom `resolve` would return without changing anything, or None."""
        if not user_id:
            return self.by_identifier.get("a:" + anonymous_id)
        user = ("v:" if is_vouched else "c:") + user_id
        if anonymous_id:
            link = self.links.get("a:" + anonymous_id)
            if link is None or link.user != user or instant < link.linked_at:
                return None
        return self.by_identifier.get(user)

    def _link(self, anonymous: str, link: Link) -> Person:
        known = self.links.get(anonymous)
        user = self.by_identifier.get(link.user)
        is_new = known is None or known.user != link.user
        if is_new and link.is_claimed and user and len(user.identifiers) >= CLAIMED_LIMIT:
            # A browser can claim for ever, and each claim would make the person dearer to load.
            return self.by_identifier.get(anonymous) or self._make(anonymous, link.linked_at)
        if known is not None and known.user == link.user:
            if link.beats(known):
                self.links[anonymous] = link
            return self.by_identifier[link.user]
        if known is None:
            self.links[anonymous] = link
            return self._join(anonymous, link)
        if link.beats(known):
            self.links[anonymous] = link
            return self._hand_over(anonymous, link)
        if link.is_claimed and known.user == "v:" + link.user[2:]:
            return self.by_identifier[anonymous]  # the claim agrees with what was vouched for
        return self.by_identifier.get(link.user) or self._make(link.user, link.linked_at)

    def _join(self, anonymous: str, link: Link) -> Person:
        """The anonymous id, so far its own, belongs to the user."""
        visitor = self.by_identifier.get(anonymous)
        user = self.by_identifier.get(link.user)
        if visitor is None and user is None:
            user = self._make(link.user, link.linked_at)
        elif visitor is not None and user is None:
            visitor.user = link.user
            return self._name(visitor, link.user)
        elif visitor is not None and user is not None:
            return self._merge(visitor, user, link.linked_at)
        assert user is not None
        return self._name(user, anonymous)

    def _hand_over(self, anonymous: str, link: Link) -> Person:
        """A better link came late: the anonymous id changes hands; the state stays behind."""
        before = self.by_identifier[anonymous]
        before.identifiers.remove(anonymous)
        user = self.by_identifier.get(link.user) or self._make(link.user, link.linked_at)
        return self._name(user, anonymous)

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
        survivor.user = survivor.user or absorbed.user
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
