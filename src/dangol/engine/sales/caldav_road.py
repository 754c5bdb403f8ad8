"""A CalDAV calendar by way of the guarded road: read, written, and found below an address.

The library `caldav` speaks the protocol; every request of it goes through `outgoing`, with one
limit of time for all of them, to the site of the calendar and to no other. The password is sent to
that site alone.

Source: RFC 4791 (calendar-query, PUT of one object), RFC 7617 (Basic).
"""

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urljoin, urlsplit

from dangol.engine.sales.outgoing import NoAnswerError, send
from dangol.terms.instants import EPOCH, Instant

MOST_BYTES = 8_000_000
MOST_FOUND = 50
_IS_THERE = frozenset((200, 201, 204))
_IS_GONE = frozenset((200, 202, 204, 404, 410))
_NOT_NOW = frozenset((401, 403, 404, 408, 409, 423, 425, 429))
"""Another password, another right or another moment may mend these."""


@dataclass(frozen=True)
class Access:
    """Where a calendar is and how it is opened: a value that is never printed, logged or kept."""

    url: str
    user: str
    password: str = field(repr=False)
    allowed: frozenset[str] = frozenset()


class FoundCalendar(NamedTuple):
    """A calendar below an address."""

    url: str
    name: str


class CalendarProblemError(Exception):
    """The calendar did not do what was asked. `problem` is a word of ours."""

    def __init__(self, problem: str, *, is_for_good: bool = False, after_us: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.is_for_good = is_for_good
        self.after_us = after_us


class _Road:
    """What the library takes for its session: each request is sent by `outgoing`."""

    def __init__(self, access: Access, whole_s: float) -> None:
        self._access = access
        self._site = _site(access.url)
        self._ends_s = time.monotonic() + whole_s

    def request(
        self, method: str, url: str, data: Any = None, headers: Any = None, **_: Any
    ) -> "_Answered":
        if _site(url) != self._site:
            raise CalendarProblemError("another_site", is_for_good=True)
        left_s = self._ends_s - time.monotonic()
        if left_s <= 0:
            raise CalendarProblemError("timeout")
        body = data.encode() if isinstance(data, str) else bytes(data or b"")
        asked = {str(name): str(value) for name, value in dict(headers or {}).items()}
        login = b64encode(f"{self._access.user}:{self._access.password}".encode()).decode()
        try:
            answer = send(
                method,
                url,
                headers=asked | {"Authorization": f"Basic {login}"},
                content=body,
                allowed=self._access.allowed,
                whole_s=left_s,
                most_bytes=MOST_BYTES,
            )
        except NoAnswerError as fault:
            raise CalendarProblemError(fault.problem) from None
        is_gone = method == "DELETE" and answer.status in _IS_GONE
        if answer.status >= 300 and not is_gone:
            raise CalendarProblemError(
                f"http_{answer.status}",
                is_for_good=answer.status < 500 and answer.status not in _NOT_NOW,
                after_us=answer.after_us,
            )
        return _Answered(answer.status, answer.headers, answer.body)

    def close(self) -> None:
        """Nothing is held open."""


class _Answered:
    """An answer as the library reads it."""

    reason = ""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        from httpx import Headers

        self.status_code = status
        self.headers = Headers(dict(headers))
        self.content = body

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")


class CaldavCalendar:
    """One calendar, for one errand that takes at most `whole_s`."""

    def __init__(self, access: Access, whole_s: float) -> None:
        self._access = access
        # The library is typed in parts only, and is loaded with the first errand.
        self._client: Any = import_module("caldav").DAVClient(access.url, enable_rfc6764=False)
        self._client.session = _Road(access, whole_s)

    def read_events(self, since: Instant, until: Instant) -> list[bytes]:
        """The objects with an event between two instants, unexpanded, as iCalendar.

        Raises: CalendarProblemError.
        """
        calendar = self._client.calendar(url=self._access.url)
        found = self._asked(
            lambda: calendar.search(
                start=_moment(since),
                end=_moment(until),
                event=True,
                expand=False,
                post_filter=False,
            )
        )
        return [str(one.data).encode() for one in cast("list[Any]", found)]

    def put(self, uid: str, text: str) -> str:
        """The event of that UID is so; returns its address. Law: twice is as once.

        Raises: CalendarProblemError.
        """
        url = self._url_of(uid)
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self._asked(lambda: self._client.put(url, text, headers))
        if answer.status not in _IS_THERE:
            raise CalendarProblemError(f"http_{answer.status}")
        return url

    def delete(self, uid: str) -> None:
        """There is no event of that UID, whether or not there was one.

        Raises: CalendarProblemError.
        """
        self._asked(lambda: self._client.delete(self._url_of(uid)))

    def find(self) -> list[FoundCalendar]:
        """The calendar at the address, or those of whoever's the address is.

        Raises: CalendarProblemError.
        """
        from caldav.elements import dav

        here = self._client.calendar(url=self._access.url)
        wanted = [dav.ResourceType(), dav.DisplayName()]
        about = cast("dict[str, Any]", self._asked(lambda: here.get_properties(wanted)))
        kinds = cast("list[Any]", about.get("{DAV:}resourcetype") or [])
        if any(str(kind).endswith("}calendar") for kind in kinds):
            return [FoundCalendar(self._access.url, str(about.get("{DAV:}displayname") or ""))]
        every = self._asked(lambda: self._client.principal().get_calendars())
        return [
            FoundCalendar(
                urljoin(self._access.url, str(one.url)), str(one.get_display_name() or "")
            )
            for one in cast("list[Any]", every)[:MOST_FOUND]
        ]

    def _url_of(self, uid: str) -> str:
        return f"{self._access.url.rstrip('/')}/{quote(uid, safe='')}.ics"

    def _asked(self, ask: Callable[[], Any]) -> Any:
        from caldav.lib.error import DAVError

        try:
            return ask()
        except DAVError as fault:
            raise CalendarProblemError(f"dav_{type(fault).__name__}") from None
        except CalendarProblemError:
            raise
        except Exception as fault:  # the library raises whatever a broken answer leads it to
            raise CalendarProblemError(f"fault_{type(fault).__name__}") from None


def _site(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _moment(at: Instant) -> datetime:
    return EPOCH + timedelta(microseconds=at)
