"""Companies: as `group` calls tell of them, and who was there from which."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

from dangol.listen.act import clean_text
from dangol.listen.companies import company_of
from dangol.listen.event import Event
from dangol.listen.people import People, Person
from dangol.listen.sales import SalesRules
from dangol.listen.session import Signal, say_once
from dangol.listen.signals import SignalName
from dangol.store.rows import AccountRow
from dangol.terms.instants import Instant

_encode = msgspec.json.Encoder().encode


def account_rows(events: Iterable[Event], received_at: Instant) -> list[AccountRow]:
    """The accounts that these events' `group` calls name, each as its last call says.

    A browser may name a group as well: an account holds what was said of a company, and gives
    nobody a way to its people.
    """
    rows: dict[str, AccountRow] = {}
    for event in events:
        account_id = clean_text(event.body.get("groupId")) if event.call == "group" else ""
        if not account_id:
            continue
        traits = cast("dict[str, Any]", event.body.get("traits") or {})
        rows[account_id] = AccountRow(
            account_id,
            clean_text(traits.get("domain")).lower(),
            clean_text(traits.get("name")),
            _encode(traits),
            received_at,
            received_at,
        )
    return list(rows.values())


def surge_of(
    people: People,
    person: Person,
    event: Event,
    at: Instant,
    rules: SalesRules,
    *,
    is_vouched: bool,
) -> Sequence[Signal]:
    """What it says that this person of a company is there, after others of it were.

    The people at hand know of the sighting from now on. To whom nobody vouches for, nothing is
    said: a claim to be of a company must not tell whether its people were there.
    """
    domain = company_of(event)
    if not domain:
        return ()
    companies = people.companies
    companies.see(domain, person.person_id, at, is_vouched=is_vouched)
    if not is_vouched:
        return ()
    companies.follow(people.merged)
    said: list[Signal] = []
    for count, window_us, key in rules.surge:
        if companies.count(domain, Instant(at - window_us)) >= count:
            said += say_once(person.timeline.tip, SignalName.ACCOUNT_SURGE, key, at)
    return said
