"""A buyer in a conversation: what is known of them before a turn, and the lead that is kept after.

What the site says of them, what they said earlier and what they left is known, and so not asked.
Of a customer whom the site has named, nothing is known to a browser that has no word of the site.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.offering import Asking
from dangol.engine.chat.visit import new_id
from dangol.engine.sales.booking import ask_times, book, own_meeting
from dangol.engine.sales.free import company_of
from dangol.engine.sales.promising import find_promise
from dangol.engine.sales.telling import tell_lead
from dangol.listen.companies import domain_of_email
from dangol.speak.reply import Reply
from dangol.speak.sales.known import Known, Origin
from dangol.speak.sales.motion import (
    BookAsk,
    Booked,
    HeldFor,
    NotBooked,
    Promised,
    Sales,
    Times,
    TimesAsk,
)
from dangol.speak.sales.reading import merge_known, read_known
from dangol.speak.sales.slots import SlotKind, Slots
from dangol.store.chat_rows import ConversationRow
from dangol.store.contacts import ContactRow, read_contacts
from dangol.store.leads import LeadFound, LeadRow, Leads, LeadWritten
from dangol.store.merges import read_ids_of, read_survivor
from dangol.store.record import Record
from dangol.store.told import read_told
from dangol.store.visitors import read_identifiers
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant, access_zone, day_of
from dangol.terms.languages import Language

LEAD_CREATED, LEAD_QUALIFIED = "Lead Created", "Lead Qualified"
"""Events of the log: something is known of a buyer; they fit."""
LONGEST_TRAIT = 200


class Buyer(msgspec.Struct, frozen=True):
    """What is known before a turn."""

    known: tuple[Known, ...] = ()
    zone: str = ""
    """Of their clock, where the site's events say it."""


class _Context(msgspec.Struct, frozen=True):
    timezone: Any = None


class _Told(msgspec.Struct):
    traits: dict[str, Any] = {}
    context: _Context = _Context()


_read_told = msgspec.json.Decoder(_Told).decode


def read_buyer(
    record: Record,
    workspace: Workspace,
    conversation: ConversationRow,
    person_id: str,
    slots: Slots,
    *,
    now: Instant,
    is_verified: bool,
) -> Buyer:
    """What is known of whoever speaks: by the site, from earlier talks, and from this one."""
    workspace_id = workspace.workspace_id
    with record.reading() as connection:
        leads = Leads(connection, workspace_id)
        own = leads.read_of_conversation(conversation.conversation_id)
        today = read_survivor(connection, workspace_id, person_id)
        names = read_identifiers(connection, workspace_id, today)
        if not is_verified and any(name.startswith("v:") for name in names):
            return Buyer(own.read_known() if own is not None else ())
        ids = read_ids_of(connection, workspace_id, today)
        earlier = leads.read_of_person(today)
        left = read_contacts(connection, workspace_id, today)
        told = [_told(payload) for payload in read_told(connection, workspace_id, ids)]
    language = workspace.languages[0]
    day = day_of(now, access_zone(workspace.zone))
    known = _of_traits(told, slots, language, day)
    known = merge_known(known, _of_contacts(left, slots))
    for lead in reversed(earlier):
        if lead.conversation_id != conversation.conversation_id:
            known = merge_known(known, _earlier(lead))
    if own is not None:
        known = merge_known(known, own.read_known())
    zones = (one.context.timezone for one in told)
    zone = next((one for one in zones if type(one) is str and one), "")
    return Buyer(known, zone)


def write_found(
    connection: Connection,
    workspace_id: str,
    conversation: ConversationRow,
    reply: Reply,
    *,
    now: Instant,
) -> LeadWritten | None:
    """The lead says what the reply's turn has found out; None where it found nothing.

    Others hear of it in the same transaction.
    """
    found = reply.lead
    if found is None:
        return None
    emails = [one.value for one in reply.known if "@" in one.value]
    domain = next((domain for one in reversed(emails) if (domain := domain_of_email(one))), "")
    written = Leads(connection, workspace_id).write_lead(
        LeadFound(
            lead_id=new_id(now),
            person_id=conversation.person_id,
            conversation_id=conversation.conversation_id,
            stage=found.stage,
            fit=found.fit.value,
            score=found.score,
            known=reply.known,
            reasons=found.reasons,
            domain=domain,
        ),
        now=now,
    )
    if written.is_changed:
        tell_lead(connection, workspace_id, written.lead)
    return written


def note_lead(
    floor: Floor, workspace_id: str, conversation: ConversationRow, written: LeadWritten | None
) -> None:
    """The log has it that there is a lead, and that it fits; each once."""
    if written is None:
        return
    lead = written.lead
    happened = [LEAD_CREATED] if written.is_new else []
    if written.is_qualified:
        happened.append(LEAD_QUALIFIED)
    for name in happened:
        floor.log.note(
            workspace_id,
            name,
            f"{lead.lead_id}:{name}",
            anonymous_id=conversation.anonymous_id,
            at=lead.updated_at,
            properties={
                "conversation_id": lead.conversation_id,
                "lead_id": lead.lead_id,
                "score": lead.score,
                "fit": lead.fit,
                "stage": lead.stage,
            },
        )


def with_calendars(sales: Sales, floor: Floor, asking: Asking) -> Sales:
    """The same, where this turn can ask for times and take one; nobody can where nobody is met."""
    if not sales.has_hosts:
        return sales
    if floor.calendars is not None:
        floor.calendars.prepare(
            asking.workspace.workspace_id,
            lambda: company_of(floor.record, asking.workspace).team.hosts,
        )

    def times(ask: TimesAsk) -> Times:
        return ask_times(floor, asking, ask)

    def give(ask: BookAsk) -> Booked | HeldFor | NotBooked:
        return book(floor, asking, ask)

    def own(now: Instant, zone: str) -> Booked | None:
        return own_meeting(floor, asking, now, zone)

    def promise(language: Language, known: tuple[Known, ...], zone: str) -> Promised | None:
        return find_promise(floor, asking, language, known, zone)

    return replace(sales, ask_times=times, book=give, promise=promise, own=own)


def _told(payload: bytes) -> _Told:
    try:
        return _read_told(payload)
    except msgspec.MsgspecError:  # another shape than ours
        return _Told()


def _of_traits(
    told: Sequence[_Told], slots: Slots, language: Language, today: date
) -> tuple[Known, ...]:
    """What the traits that a slot names say of it; the newest call that has one counts."""
    traits: dict[str, Any] = {}
    for one in reversed(told):
        traits |= _flat(one.traits)
    found: list[Known] = []
    for slot in slots.slots:
        for name in slot.traits:
            value = traits.get(name)
            if isinstance(value, bool) or not isinstance(value, str | int):
                continue
            said = str(value).strip()[:LONGEST_TRAIT]
            read = read_known(said, language, today, slots, slot.name) if said else ()
            words = f"{name}: {said}"
            found += [
                msgspec.structs.replace(one, words=words, origin=Origin.TRAIT)
                for one in read
                if one.slot == slot.name
            ]
            break
    return tuple(found)


def _flat(traits: Mapping[str, Any]) -> dict[str, Any]:
    """A person's traits with those of the company among them, where they are given so."""
    company = traits.get("company")
    inner = cast("dict[str, Any]", company) if isinstance(company, dict) else {}
    return inner | dict(traits)


def _of_contacts(left: Iterable[ContactRow], slots: Slots) -> tuple[Known, ...]:
    """An address that they left here to be answered or invited at."""
    slot = next((one.name for one in slots.slots if one.kind is SlotKind.CONTACT), "")
    if not slot:
        return ()
    return tuple(
        Known(slot, one.value, one.value, Origin.EARLIER, one.at)
        for one in sorted(left, key=lambda one: one.at)
        if one.kind == "email" and one.purpose in ("meeting", "handoff")
    )


def _earlier(lead: LeadRow) -> tuple[Known, ...]:
    return tuple(
        one
        if one.origin is not Origin.WORDS
        else msgspec.structs.replace(one, origin=Origin.EARLIER)
        for one in lead.read_known()
    )
