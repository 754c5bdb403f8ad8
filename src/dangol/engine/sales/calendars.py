"""When hosts are busy, as their calendars said last: looked at beside the turn, which never waits
for long and never breaks.

What was seen a moment ago is taken as it is; what is some minutes old is taken too, and looked at
again meanwhile. Only where it is older, or a time is about to be given, does somebody wait, and for
three seconds at most. A calendar that is down or slow leaves what was known last, for a day; where
nothing is known, nothing is offered of that host, and a person confirms.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from dangol.engine.sales.caldav_road import Access, CaldavCalendar, CalendarProblemError
from dangol.engine.sales.calendar_reading import UnreadableCalendarError, busy_in
from dangol.engine.sales.outgoing import NoAnswerError, send
from dangol.speak.sales.team import Host
from dangol.speak.sales.times import HORIZON_DAYS
from dangol.speak.sales.work import Span
from dangol.store.hosts import CalendarKind, HostRow, read_hosts
from dangol.store.record import Record
from dangol.store.secrets import Secrets, secrets_of
from dangol.terms.errors import DangolError
from dangol.terms.instants import DAY_US, MINUTE_US, SECOND_US, Instant, access_zone

WAIT_S = 3.0
"""The longest that anybody waits for calendars, however many. Units: seconds."""
LOOK_S = 10.0
"""A look that nobody waits for any more is given up after this. Units: seconds."""
JUST_NOW_US = 5 * SECOND_US
"""What was seen so lately is fresh."""
NEW_US = 3 * MINUTE_US
OLD_US = 15 * MINUTE_US
"""Older than this it is looked at again before anything is offered."""
LOST_US = DAY_US
"""Older than this nothing is known any more."""
REST_US = 30 * SECOND_US
"""A calendar that failed is left alone for so long."""
NEVER = Instant(0)
AT_ONCE = 8
ICS_BYTES = 8_000_000
REDIRECTS = 3
_MOVED = frozenset((301, 302, 303, 307, 308))
_log = logging.getLogger(__name__)


class Busy(NamedTuple):
    """What is known of a host's calendar."""

    spans: tuple[Span, ...]
    is_fresh: bool
    """It was seen just now; or there is no calendar to see."""
    is_known: bool
    """The spans are all there are; otherwise nobody knows, and nothing may be offered."""


NO_CALENDAR = Busy((), is_fresh=True, is_known=True)
UNKNOWN = Busy((), is_fresh=False, is_known=False)


@dataclass
class _Kept:
    """What was seen of one calendar."""

    row: HostRow
    spans: tuple[Span, ...] = ()
    seen_at: Instant = NEVER
    failed_at: Instant = NEVER
    problem: str = ""
    look: Event | None = None
    """Set when the look that is under way has ended."""
    lock: Lock = field(default_factory=Lock)

    def busy(self, now: Instant) -> Busy:
        """What is known of it."""
        if not self.seen_at or now - self.seen_at > LOST_US:
            return UNKNOWN
        return Busy(self.spans, now - self.seen_at <= JUST_NOW_US, is_known=True)


class Calendars:
    """The calendars of the hosts of every workspace. Safe from any thread."""

    def __init__(
        self,
        record: Record,
        clock: Callable[[], Instant],
        *,
        allowed_hosts: frozenset[str] = frozenset(),
        wait_s: float = WAIT_S,
    ) -> None:
        self._record = record
        self._clock = clock
        self._allowed = allowed_hosts
        self._wait_s = wait_s
        self._secrets: Secrets = secrets_of(record)
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._warmed_at: dict[str, Instant] = {}
        self._lock = Lock()
        self._room = BoundedSemaphore(AT_ONCE)

    def busy(
        self, workspace_id: str, hosts: Sequence[Host], *, is_fresh: bool = False
    ) -> dict[str, Busy]:
        """What is known of every host's calendar, by the host's id; fresh where it can be had.

        Laws: it takes hardly longer than `wait_s`, and no calendar makes it fail.
        Raises: RecordError.
        """
        ends_s = time.monotonic() + self._wait_s
        with self._record.reading() as connection:
            rows = {row.host_id: row for row in read_hosts(connection, workspace_id)}
        now = self._clock()
        found: dict[str, _Kept] = {}
        waited: list[Event] = []
        for host in hosts:
            row = rows.get(host.host_id)
            if row is None or row.calendar_kind is CalendarKind.NONE:
                continue
            kept = found[host.host_id] = self._kept_of(workspace_id, row)
            age_us = now - kept.seen_at
            if age_us > (JUST_NOW_US if is_fresh else NEW_US):
                look = self._look(kept, host, now)
                if look is not None and (is_fresh or age_us > OLD_US):
                    waited.append(look)
        for look in waited:
            look.wait(max(ends_s - time.monotonic(), 0))
        return {
            host.host_id: found[host.host_id].busy(now) if host.host_id in found else NO_CALENDAR
            for host in hosts
        }

    def prepare(self, workspace_id: str, hosts: Callable[[], Sequence[Host]]) -> None:
        """What may soon be asked for is being looked at; returns at once.

        `hosts` is asked in a thread of its own, once in some minutes.
        """
        now = self._clock()
        with self._lock:
            if now - self._warmed_at.get(workspace_id, NEVER) <= NEW_US:
                return
            self._warmed_at[workspace_id] = now

        def look() -> None:
            try:
                self.busy(workspace_id, hosts())
            except Exception:
                _log.exception("calendars could not be looked at ahead")

        Thread(target=look, name="dangol-calendars", daemon=True).start()

    def _kept_of(self, workspace_id: str, row: HostRow) -> _Kept:
        """What was seen of that calendar, and of no other that the host had before."""
        key = workspace_id, row.host_id
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or _calendar(kept.row) != _calendar(row):
                kept = self._kept[key] = _Kept(row)
            return kept

    def _look(self, kept: _Kept, host: Host, now: Instant) -> Event | None:
        """The look that is under way, begun now if there was none; None while it rests."""
        with kept.lock:
            if kept.look is not None:
                return kept.look
            if kept.failed_at and 0 <= now - kept.failed_at < REST_US:
                return None
            look = kept.look = Event()
        arguments = (kept, host, now, look)
        Thread(target=self._see, args=arguments, name="dangol-calendar", daemon=True).start()
        return look

    def _see(self, kept: _Kept, host: Host, now: Instant, look: Event) -> None:
        try:
            with self._room:
                access = access_of(kept.row, self._secrets, self._allowed)
                kept.spans = read_busy(kept.row.calendar_kind, access, host, now)
            kept.seen_at, kept.failed_at, kept.problem = now, NEVER, ""
        except CalendarUnreadError as fault:
            self._note(kept, now, fault.problem)
        except DangolError as fault:
            self._note(kept, now, fault.code)
        except Exception as fault:
            _log.exception("a calendar could not be read, in an unforeseen way")
            self._note(kept, now, type(fault).__name__)
        finally:
            with kept.lock:
                kept.look = None
            look.set()

    def _note(self, kept: _Kept, now: Instant, problem: str) -> None:
        if kept.problem != problem:
            _log.warning("the calendar of the host %s gives %s", kept.row.host_id, problem)
        kept.failed_at, kept.problem = now, problem


class CalendarUnreadError(Exception):
    """A calendar could not be read now. `problem` is a word of ours."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def access_of(row: HostRow, secrets: Secrets, allowed: frozenset[str]) -> Access:
    """How the host's calendar is opened, its secret in clear.

    Raises: SecretUnreadableError, SecretKeyMissingError, BadSecretKeyError.
    """
    secret = secrets.decrypt(row.calendar_secret).decode()
    if row.calendar_kind is CalendarKind.ICS:
        return Access(secret, "", "", allowed)
    return Access(row.calendar_url, row.calendar_user, secret, allowed)


def read_busy(kind: CalendarKind, access: Access, host: Host, now: Instant) -> tuple[Span, ...]:
    """When the host is busy in the coming fortnight, as the calendar says now.

    Raises: CalendarUnreadError.
    """
    since, until = Instant(now - DAY_US), Instant(now + (HORIZON_DAYS + 3) * DAY_US)
    try:
        if kind is CalendarKind.CALDAV:
            texts = CaldavCalendar(access, LOOK_S).read_events(since, until)
        else:
            texts = [_fetch(access)]
        return busy_in(texts, access_zone(host.zone), host.email, since, until)
    except (CalendarProblemError, UnreadableCalendarError) as fault:
        raise CalendarUnreadError(fault.problem) from fault


def plain_address(url: str) -> str:
    """The address of a calendar as a request takes it: `webcal` is HTTPS by another name."""
    scheme, separator, rest = url.strip().partition("://")
    return (
        f"https://{rest}" if separator and scheme.lower() in ("webcal", "webcals") else url.strip()
    )


def _fetch(access: Access) -> bytes:
    url, ends_s = access.url, time.monotonic() + LOOK_S
    for _ in range(REDIRECTS + 1):
        left_s = ends_s - time.monotonic()
        if left_s <= 0:
            raise CalendarUnreadError("timeout")
        try:
            answer = send(
                "GET",
                url,
                headers={"Accept": "text/calendar, */*;q=0.1", "User-Agent": "Dangol"},
                content=b"",
                allowed=access.allowed,
                whole_s=left_s,
                most_bytes=ICS_BYTES,
            )
        except NoAnswerError as fault:
            raise CalendarUnreadError(fault.problem) from None
        if answer.status == 200:
            return answer.body
        if answer.status not in _MOVED or not answer.headers.get("location"):
            raise CalendarUnreadError(f"http_{answer.status}")
        url = urljoin(url, answer.headers["location"])
        if urlsplit(url).scheme not in ("http", "https"):
            raise CalendarUnreadError("bad_url")
    raise CalendarUnreadError("moved_too_often")


def _calendar(row: HostRow) -> tuple[str, str, str, bytes]:
    return row.calendar_kind, row.calendar_url, row.calendar_user, row.calendar_secret
