"""Somebody wants to meet: what is free is offered, and what they choose is theirs alone.

    asked -> the times of those who may meet them -> three of them
    chosen -> could it be? is it free? is it within the day? -> booked, held, or others instead

A time is given in one transaction with the consent, the invitations and what others are told: so
a booking that was answered is known wherever it is to be known, and one that was not is nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from dangol.engine.chat.addresses import read_email, veiled
from dangol.engine.chat.floor import Floor
from dangol.engine.chat.offering import Asking
from dangol.engine.chat.visit import new_id
from dangol.engine.sales.announcing import announce, note_meeting
from dangol.engine.sales.change_links import change_url
from dangol.engine.sales.free import (
    GRACE_US,
    Company,
    company_of,
    could_be,
    hosts_for,
    read_free,
    time_asked,
    time_of,
)
from dangol.engine.sales.invitations import warm_up
from dangol.speak.sales.motion import (
    BookAsk,
    Booked,
    HeldFor,
    MeetingTime,
    NotBooked,
    NotBookedReason,
    Times,
    TimesAsk,
)
from dangol.speak.sales.team import Host
from dangol.speak.sales.times import NOTICE_US, SOONEST, is_wanted, offered_times
from dangol.speak.sales.when import zone_or
from dangol.speak.sales.work import Span
from dangol.store.contacts import ContactRow, leave_contact, read_contacts
from dangol.store.conversations import Conversations
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingRow,
    MeetingState,
    Network,
    NotGiven,
    NotGivenReason,
)
from dangol.store.meetings import Meetings
from dangol.store.rows import ConsentRow
from dangol.terms.ids import shard_of
from dangol.terms.instants import Instant

PURPOSE = "meeting"
"""Of a contact that was left, and of the consent to write there."""
CONSENT_VERSION = "meeting-asked-1"
"""Of a consent that lies in asking for a meeting and saying where the invitation is to go."""
NAME_LIMIT = 100
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class _Attempt:
    """Somebody who wants to meet, and what the record knows of it before."""

    floor: Floor
    asking: Asking
    company: Company
    now: Instant
    zone: str
    """Of the visitor."""
    retried: MeetingRow | None
    """What this very turn was given earlier."""
    mine: MeetingRow | None
    """What the conversation has."""
    email: str
    """What they left earlier to be invited at."""

    @property
    def own(self) -> str:
        """The id of what makes way when another time is given."""
        return self.mine.meeting_id if self.mine is not None else ""

    def answer(self, meeting: MeetingRow) -> Booked | HeldFor:
        """What they have, in the turn's words."""
        time = time_of(self.company.team, meeting)
        if meeting.state is MeetingState.HELD:
            return HeldFor(meeting.meeting_id, time, meeting.held_until)
        url = change_url(self.floor.home_url, self.asking.workspace, meeting.meeting_id)
        return Booked(meeting.meeting_id, time, veiled(meeting.guest_email), url)

    def held(self, ask: BookAsk) -> MeetingTime | None:
        """The time, where it is theirs already: then nobody need look whether it is free."""
        mine = self.mine
        if mine is None or (mine.host_id, mine.starts_at) != (ask.host_id, ask.starts_at):
            return None
        return time_of(self.company.team, mine)

    def times(self, hosts: Sequence[Host], wanted: Span) -> Times:
        """At most three that are free, without what they have already."""
        free = read_free(self.floor, self.company, hosts, self.now, wanted=wanted, without=self.own)
        mine = self.mine
        if mine is not None and mine.state is MeetingState.BOOKED:
            has = mine.host_id, mine.starts_at
            free = [one for one in free if (one.host_id, one.starts_at) != has]
        times = offered_times(free, self.zone, wanted=wanted)
        is_first = bool(times) and is_wanted(times[0], wanted)
        return Times(times, is_first, has_address=bool(self.email))

    def refused(self, ask: BookAsk, reason: NotBookedReason) -> NotBooked:
        """Why not, and what else there is near it."""
        is_near = reason is not NotBookedReason.UNKNOWN and ask.starts_at > self.now
        wanted = Span(ask.starts_at, ask.starts_at) if is_near else SOONEST
        hosts = hosts_for(
            self.floor.record, self.company, ask.language, (), self.now, zone=self.zone
        )
        others = self.times(hosts, wanted)
        return NotBooked(reason, replace(others, is_wanted=False))


def ask_times(floor: Floor, asking: Asking, ask: TimesAsk) -> Times:
    """At most three times that are free, the nearest to what was wanted first.

    Raises: RecordError.
    """
    attempt = _attempt(floor, asking, ask.now, ask.zone)
    wanted = Span(ask.wanted_from, ask.wanted_until) if ask.wanted_from else SOONEST
    hosts = hosts_for(
        floor.record, attempt.company, ask.language, ask.known, ask.now, zone=attempt.zone
    )
    return attempt.times(hosts, wanted)


def book(floor: Floor, asking: Asking, ask: BookAsk) -> Booked | HeldFor | NotBooked:
    """The time is theirs where an address is known, held where none is, or somebody else's.

    Laws: a turn that is taken again is given the same; of any number who ask at once one is given
    the time; what could not have been offered is refused, whoever names it.
    Raises: RecordError.
    """
    attempt = _attempt(floor, asking, ask.now, ask.zone)
    company, now = attempt.company, ask.now
    if attempt.retried is not None:
        return attempt.answer(attempt.retried)
    host = company.team.host(ask.host_id)
    if host is None:
        return attempt.refused(ask, NotBookedReason.UNKNOWN)
    time = attempt.held(ask) or could_be(host, ask.starts_at, now)
    if time is None:
        is_past = ask.starts_at < now + NOTICE_US - GRACE_US
        reason = NotBookedReason.PAST if is_past else NotBookedReason.UNKNOWN
        return attempt.refused(ask, reason)
    if not attempt.held(ask):
        moment = Span(ask.starts_at, ask.starts_at)
        free = read_free(
            floor, company, [host], now, wanted=moment, without=attempt.own, is_fresh=True
        )
        if time not in free:
            return attempt.refused(ask, NotBookedReason.TAKEN)
    said = read_email(ask.email)
    guest = Guest(
        person_id=asking.known.person_id,
        conversation_id=asking.conversation_id,
        language=ask.language.value,
        zone=attempt.zone,
        name=clean_name(ask.name),
        email=said or attempt.email,
        network=_network(floor, asking),
    )
    key, meeting_id = _key(asking), new_id(now)
    warm_up(guest.zone, time.starts_at)

    def work(connection: Connection) -> Given | NotGiven:
        meetings = Meetings(connection, company.workspace.workspace_id)
        given = meetings.give_time(time_asked(host, time), guest, key, meeting_id, now=now)
        if isinstance(given, Given) and given.is_news:
            if said and said != attempt.email:
                _note_consent(connection, asking, said, now)
            announce(connection, floor.home_url, company, given, now)
        return given

    given = floor.record.write(work)
    if isinstance(given, NotGiven):
        if given.reason is NotGivenReason.TOO_OFTEN:  # nothing else helps: a person sees to it
            return NotBooked(NotBookedReason.TOO_OFTEN, Times(()))
        is_past = given.reason is NotGivenReason.PAST
        return attempt.refused(ask, NotBookedReason.PAST if is_past else NotBookedReason.TAKEN)
    note_meeting(floor, company.workspace, given, now)
    return attempt.answer(given.meeting)


def own_meeting(floor: Floor, asking: Asking, now: Instant, zone: str) -> Booked | None:
    """The meeting that the conversation has led to and that is yet to be; None where none is
    booked, as after it was cancelled.

    Raises: RecordError.
    """
    attempt = _attempt(floor, asking, now, zone)
    mine = attempt.mine
    found = attempt.answer(mine) if mine is not None else None
    return found if isinstance(found, Booked) else None


def clean_name(name: str) -> str:
    """A name that may stand in an invitation: of one line, and not too long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(plain.split())[:NAME_LIMIT].strip()


def _attempt(floor: Floor, asking: Asking, now: Instant, zone: str) -> _Attempt:
    workspace = asking.workspace
    company = company_of(floor.record, workspace)
    with floor.record.reading() as connection:
        meetings = Meetings(connection, workspace.workspace_id)
        retried = meetings.read_by_key(_key(asking))
        mine = meetings.read_of_conversation(asking.conversation_id, now)
        left = read_contacts(connection, workspace.workspace_id, asking.known.person_id)
    if retried is not None and not retried.is_alive(now):
        retried = None
    # An address of another conversation comes with the turn, which knows whether it may be used.
    emails = (
        one.value
        for one in left
        if (one.kind, one.purpose, one.conversation_id)
        == ("email", PURPOSE, asking.conversation_id)
    )
    return _Attempt(
        floor,
        asking,
        company,
        now,
        zone_or(zone, workspace.zone),
        retried,
        mine,
        next(emails, ""),
    )


def _network(floor: Floor, asking: Asking) -> Network | None:
    """Whence they come, where that is known and counts."""
    if not asking.network or not floor.bookings_per_network:
        return None
    return Network(asking.network, floor.bookings_per_network)


def _key(asking: Asking) -> str:
    return f"{asking.conversation_id}:{asking.seq}"


def _note_consent(connection: Connection, asking: Asking, email: str, now: Instant) -> None:
    """The address and the words by which it was given stand in the record."""
    workspace_id, person_id = asking.workspace.workspace_id, asking.known.person_id
    message = Conversations(connection, workspace_id).read_message(
        asking.conversation_id, asking.seq
    )
    evidence = {
        "conversationId": asking.conversation_id,
        "seq": asking.seq,
        "parts": msgspec.Raw(message.parts if message is not None else b"[]"),
    }
    consent = ConsentRow(
        consent_id=new_id(now),
        shard=shard_of(person_id),
        person_id=person_id,
        channel="email",
        purpose=PURPOSE,
        text_version=CONSENT_VERSION,
        evidence=_encode(evidence),
        is_given=True,
        happened_at=now,
        recorded_at=now,
    )
    left = ContactRow(
        contact_id=new_id(now),
        person_id=person_id,
        conversation_id=asking.conversation_id,
        kind="email",
        value=email,
        purpose=PURPOSE,
        subject="",
        consent_id=consent.consent_id,
        at=now,
    )
    leave_contact(connection, workspace_id, left, consent)
