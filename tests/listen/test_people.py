"""Who an event belongs to depends on which events there were, not on their order.

An event carries an anonymous id, a user id, or both, and a user id is vouched for or only claimed.
People are compared as a partition: which identifiers stand for the same person. A user id to whom
no anonymous id belongs stands alone, whether it has been met or not.
"""

from collections import Counter
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangol.listen.act import Act, Kind
from dangol.listen.people import Arm, Contact, People, Person, claim_of
from dangol.listen.rules import rules_of
from dangol.listen.timeline import hear
from dangol.terms.instants import HOUR_US, MINUTE_US, Instant

START = Instant(1_793_000_000_000_000)
RULES = rules_of()
SALT = "salt"


class Sight(NamedTuple):
    """The ids of one event, and when."""

    user_id: str
    anonymous_id: str
    instant: Instant
    is_vouched: bool


def sight(user_id: str, anonymous_id: str, minute: int, is_vouched: bool = True) -> Sight:
    """An event `minute` minutes after the start."""
    return Sight(user_id, anonymous_id, Instant(START + minute * MINUTE_US), is_vouched)


def see(people: People, one: Sight) -> Person:
    """Whom the event belongs to."""
    return people.resolve(one.user_id, one.anonymous_id, one.instant, is_vouched=one.is_vouched)


def people_of(sights: list[Sight]) -> People:
    """The people after these events."""
    people = People(SALT, RULES)
    for one in sights:
        see(people, one)
    return people


def partition(people: People) -> set[frozenset[str]]:
    """The identifiers of each person; users without an anonymous id are left out."""
    groups: dict[str, set[str]] = {}
    for identifier, person in people.by_identifier.items():
        groups.setdefault(person.person_id, set()).add(identifier)
    return {
        frozenset(group)
        for group in groups.values()
        if any(identifier.startswith("a:") for identifier in group)
    }


def owners(sights: list[Sight]) -> set[frozenset[str]]:
    """The partition by the rule itself.

    An anonymous id belongs to the user of its best link, and a browser's claim to be a user is
    true if the shop has vouched for that user there.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    groups: dict[str, set[str]] = {}
    vouched = {one[:2] for one in sights if one.is_vouched}
    for user_id, anonymous_id, instant, is_vouched in sights:
        if not anonymous_id:
            continue
        anonymous, claim = "a:" + anonymous_id, claim_of(user_id, anonymous_id)
        best.setdefault(anonymous, (True, 2**63, anonymous))
        if user_id:
            is_true = (user_id, anonymous_id) in vouched
            user = "v:" + user_id if is_true else claim
            groups.setdefault(user, set()).update((user, claim))
            best[anonymous] = min(best[anonymous], (not is_vouched, instant, user))
    for anonymous, (_, _, user) in best.items():
        groups.setdefault(user, set()).add(anonymous)
    return {
        frozenset(group)
        for group in groups.values()
        if any(identifier.startswith("a:") for identifier in group)
    }


sights = st.builds(
    sight,
    st.sampled_from(["", "kim", "lee", "sato"]),
    st.sampled_from(["", "phone", "desk", "kiosk"]),
    st.integers(0, 5),
    st.booleans(),
).filter(lambda one: bool(one.user_id or one.anonymous_id))
streams = st.lists(sights, min_size=1, max_size=9)


@settings(max_examples=200)
@given(streams, st.data())
def test_any_order_of_the_same_events_gives_the_same_people(
    stream: list[Sight], data: st.DataObject
) -> None:
    expected = owners(stream)
    for _ in range(3):
        people = people_of(data.draw(st.permutations(stream)))
        assert partition(people) == expected
        for identifier, person in people.by_identifier.items():
            assert person.identifiers.count(identifier) == 1
        everyone = {id(person): person for person in people.by_identifier.values()}.values()
        held = Counter(identifier for person in everyone for identifier in person.identifiers)
        assert held == Counter(people.by_identifier.keys())


@settings(max_examples=200)
@given(streams)
def test_two_user_ids_never_fuse_and_a_claim_never_reaches_the_vouched_for(
    stream: list[Sight],
) -> None:
    people = People(SALT, RULES)
    for number, one in enumerate(stream):
        person = see(people, one)
        users = sorted(identifier for identifier in person.identifiers if identifier[0] != "a")
        assert len({user[2:].partition("\n")[0] for user in users}) <= 1
        assert sum(user[0] == "v" for user in users) <= 1
        assert person.user == (users[-1] if users else "")
        vouched = {
            f"a:{s.anonymous_id}" for s in stream[: number + 1] if s.is_vouched and s.user_id
        }
        if person.user.startswith("v:") and not one.is_vouched:
            # only by an anonymous id that a vouched link gave to this very user
            assert f"a:{one.anonymous_id}" in vouched
            assert one.user_id in ("", person.user[2:])


@settings(max_examples=200)
@given(streams)
def test_ids_are_stable_and_never_used_again(stream: list[Sight]) -> None:
    people, gone, born = People(SALT, RULES), set[str](), dict[str, Instant]()
    merges = 0
    for one in stream:
        person = see(people, one)
        for absorbed, survivor in people.merged[merges:]:
            assert (born[survivor], survivor) <= (born[absorbed], absorbed)
            gone.add(absorbed)
        merges = len(people.merged)
        alive = {known.person_id: known for known in people.by_identifier.values()}
        assert not gone & alive.keys()
        assert len({id(known) for known in people.by_identifier.values()}) == len(alive)
        for known in alive.values():
            assert born.setdefault(known.person_id, known.created_at) == known.created_at
        assert person.assignment_key == person.person_id


def test_a_visitor_who_logs_in_stays_the_person_they_were() -> None:
    people = People(SALT, RULES)
    visitor = see(people, sight("", "phone", 0))
    user = see(people, sight("kim", "phone", 5))
    assert user is visitor
    assert user.user == "v:kim"
    assert set(user.identifiers) == {"a:phone", "v:kim", claim_of("kim", "phone")}
    assert see(people, sight("kim", "", 9)) is user
    assert see(people, sight("kim", "desk", 9)) is user


def test_a_shared_device_does_not_fuse_two_customers() -> None:
    people = people_of([sight("", "kiosk", 0), sight("kim", "kiosk", 1), sight("lee", "kiosk", 2)])
    kim, lee = people.by_identifier["v:kim"], people.by_identifier["v:lee"]
    assert kim is not lee
    assert people.by_identifier["a:kiosk"] is kim
    assert see(people, sight("", "kiosk", 3)) is kim
    assert see(people, sight("lee", "kiosk", 4)) is lee


def test_a_browser_cannot_say_that_it_is_a_customer() -> None:
    people = people_of([sight("kim", "phone", 0)])
    kim = people.by_identifier["v:kim"]
    for stranger in (sight("kim", "evil", 1, False), sight("kim", "", 2, False)):
        assert see(people, stranger) is not kim
    assert see(people, sight("", "evil", 3)) is not kim
    assert see(people, sight("lee", "phone", 4, False)) is not kim
    assert see(people, sight("kim", "phone", 5, False)) is kim
    assert see(people, sight("", "phone", 6, False)) is kim


def test_a_claim_comes_true_once_the_shop_vouches_for_it_in_that_browser() -> None:
    people = People(SALT, RULES)
    claimant = see(people, sight("kim", "phone", 0, False))
    acted(claimant, Act(START, "m", int(Kind.ADDED), "코트"))
    claimant.arms = {"A": Arm(START, True)}
    kim = see(people, sight("kim", "phone", 1))
    assert kim is people.by_identifier["a:phone"] is people.by_identifier["v:kim"]
    assert set(kim.timeline.tip.cart) == {"코트"}
    assert kim.arms == {"A": Arm(START, True)}
    assert kim.assignment_key == claimant.assignment_key


def test_two_browsers_that_claim_the_same_user_are_two_people() -> None:
    people = people_of([sight("kim", "phone", 0, False), sight("kim", "evil", 1, False)])
    phone, evil = people.by_identifier["a:phone"], people.by_identifier["a:evil"]
    assert phone is not evil
    kim = see(people, sight("kim", "phone", 2))
    assert kim is not people.by_identifier["a:evil"]
    assert see(people, sight("kim", "evil", 3, False)) is not kim


def acted(person: Person, *acts: Act) -> None:
    """The person has done this."""
    for act in acts:
        hear(person.timeline, act, act.instant, RULES)


times = st.integers(0, 200).map(lambda n: Instant(START + n * MINUTE_US))
contacts = st.lists(st.builds(Contact, times, st.sampled_from("ABC")), max_size=4)
arms = st.dictionaries(st.sampled_from("ABC"), st.builds(Arm, times, st.booleans()))
deeds = st.lists(
    st.tuples(
        times, st.sampled_from([Kind.VIEWED, Kind.ADDED, Kind.ORDERED]), st.sampled_from("pq")
    ),
    max_size=5,
)


def by_time(contact: Contact) -> tuple[Instant, str]:
    """Orders contacts."""
    return contact.instant, contact.playbook


@settings(max_examples=150)
@given(deeds, deeds, contacts, contacts, arms, arms, st.booleans())
@example([], [], [], [], {"A": Arm(START, True)}, {"A": Arm(START, True)}, True)
def test_merging_loses_nothing_and_the_earliest_arm_stands(
    first: list[tuple[Instant, Kind, str]],
    second: list[tuple[Instant, Kind, str]],
    first_contacts: list[Contact],
    second_contacts: list[Contact],
    first_arms: dict[str, Arm],
    second_arms: dict[str, Arm],
    is_user_older: bool,
) -> None:
    people = People(SALT, RULES)
    visitor = see(people, sight("", "phone", int(is_user_older)))
    user = see(people, sight("kim", "", int(not is_user_older)))
    for person, done, said, put, label in (
        (visitor, first, first_contacts, first_arms, "v"),
        (user, second, second_contacts, second_arms, "u"),
    ):
        acted(
            person,
            *sorted(
                Act(instant, f"{label}{number}", int(kind), product)
                for number, (instant, kind, product) in enumerate(done)
            ),
        )
        person.contacts, person.arms = tuple(sorted(said, key=by_time)), dict(put)
    tips = [person.timeline.tip for person in (visitor, user)]
    before = {
        "orders": sum(tip.orders for tip in tips),
        "last_at": max(tip.last_at for tip in tips),
    }
    merged = see(people, sight("kim", "phone", 300))
    assert merged is (user if is_user_older else visitor)
    assert set(merged.identifiers) == {"a:phone", "v:kim", claim_of("kim", "phone")}
    tip = merged.timeline.tip
    assert {"orders": tip.orders, "last_at": tip.last_at} == before
    assert set(merged.contacts) == {*first_contacts, *second_contacts}
    assert list(merged.contacts) == sorted(merged.contacts, key=by_time)
    conflicts = 0
    for experiment in first_arms.keys() | second_arms.keys():
        both = [each[experiment] for each in (first_arms, second_arms) if experiment in each]
        assert merged.arms[experiment].instant == min(arm.instant for arm in both)
        assert merged.arms[experiment] in both
        conflicts += len({arm.is_held for arm in both}) == 2
    assert merged.arm_conflicts == conflicts


def test_conflicts_are_counted_over_every_merge() -> None:
    people = People(SALT, RULES)
    for number, device in enumerate(["phone", "desk", "tablet"]):
        visitor = see(people, sight("", device, number))
        visitor.arms["A"] = Arm(Instant(START + number), number % 2 == 0)
    for device in ("tablet", "desk", "phone"):
        person = see(people, sight("kim", device, 10))
    assert person.arms["A"] == Arm(START, True)
    assert person.arm_conflicts == 2
    assert person.person_id == people.by_identifier["a:phone"].person_id


def test_what_is_known_of_either_is_known_of_both() -> None:
    people = People(SALT, RULES)
    visitor, user = see(people, sight("", "phone", 0)), see(people, sight("kim", "", 1))
    visitor.is_bot, user.is_staff, user.language = True, True, "ja-JP"
    merged = see(people, sight("kim", "phone", 2))
    assert merged.is_bot
    assert merged.is_staff
    assert merged.language == "ja-JP"


def test_a_cart_follows_its_visitor_into_the_account() -> None:
    people = People(SALT, RULES)
    user = see(people, sight("kim", "", 0))
    acted(user, Act(START, "u", int(Kind.ADDED), "코트"))
    visitor = see(people, sight("", "phone", 90))
    at = Instant(START + 90 * MINUTE_US)
    acted(visitor, Act(at, "v", int(Kind.ADDED), "니트"))
    merged = see(people, sight("kim", "phone", 91))
    assert set(merged.timeline.tip.cart) == {"코트", "니트"}
    assert merged.timeline.tip.sessions == 2
    assert merged.timeline.tip.last_added_at == at


def test_whoever_merges_is_told_while_both_are_known() -> None:
    told: list[tuple[str, str]] = []
    people = People(SALT, RULES)
    people.on_merge = lambda survivor, absorbed: told.append(
        (survivor.person_id, absorbed.person_id)
    )
    visitor, user = see(people, sight("", "phone", 0)), see(people, sight("kim", "", 1))
    see(people, sight("kim", "phone", 2))
    assert told == [(visitor.person_id, user.person_id)]
    assert people.merged == [(user.person_id, visitor.person_id)]


def test_ids_depend_on_the_salt_and_the_first_identifier_alone() -> None:
    one, again = people_of([sight("kim", "", 0)]), people_of([sight("kim", "", 50)])
    other = People("another", RULES)
    see(other, sight("kim", "", 0))
    ids = [people.by_identifier["v:kim"].person_id for people in (one, again, other)]
    assert ids[0] == ids[1] != ids[2]
    claimed = people_of([sight("kim", "", 0, False)]).by_identifier["c:kim"].person_id
    assert claimed != ids[0]


def test_an_anonymous_id_is_never_taken_for_a_user_id() -> None:
    people = people_of([sight("", "v:kim", 0), sight("kim", "", 1), sight("", "kim", 2)])
    assert len({person.person_id for person in people.by_identifier.values()}) == 3


def test_merging_keeps_an_hour_old_session_apart_from_the_new_one() -> None:
    people = People(SALT, RULES)
    user = see(people, sight("kim", "", 0))
    acted(user, Act(START, "u", int(Kind.ADDED), "코트"))
    user.timeline.tip.said |= {"cart_idle"}
    visitor = see(people, sight("", "phone", 120))
    acted(visitor, Act(Instant(START + 2 * HOUR_US), "v", int(Kind.ADDED), "니트"))
    merged = see(people, sight("kim", "phone", 121))
    assert "cart_idle" not in merged.timeline.tip.said
