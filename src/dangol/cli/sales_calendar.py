"""`dangol sales calendar`: where a host's calendar is, checked before it is kept."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import typer

from dangol.cli.console import print_json, print_note
from dangol.cli.secret_input import read_secret
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.engine.sales.caldav_road import Access
from dangol.engine.sales.outgoing import ALLOWED_NAME, read_allowed_hosts
from dangol.engine.sales.setups import read_sales_setup
from dangol.speak.sales.team import Host, Team
from dangol.speak.sales.work import Span
from dangol.store.hosts import CalendarKind, write_calendar
from dangol.store.record import Record
from dangol.store.secrets import secrets_of
from dangol.store.workspaces import Workspace
from dangol.terms.errors import InputError
from dangol.terms.instants import EPOCH, Instant, access_zone

MOST_NAMED = 10
_HINTS = {
    "http_401": "check --user and the password; many services want a password for apps",
    "http_403": "this user may not read the calendar",
    "http_404": "nothing is at this address",
    "not_https": f"use https, or allow its host and port in {ALLOWED_NAME}",
    "not_public": f"allow its host and port in {ALLOWED_NAME}",
    "secret_in_url": "leave user and password out of the address",
    "no_calendar": "this address gives something else; look for an address in iCalendar format",
    "unreachable": "check the address, and that this machine reaches it",
    "no_address": "check the host's name",
    "timeout": "try again later",
}


class UnreadableCalendarError(InputError):
    """A calendar that cannot be read is not kept."""

    code = "sales.calendar_unreadable"

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(
            f"the calendar at {urlsplit(url).hostname or 'this address'} gives {problem}",
            hint=_HINTS.get(problem, "check the address"),
        )


class UnclearCalendarError(InputError):
    """It cannot be told which calendar, or whose, is meant."""

    code = "sales.calendar_unclear"


class CalendarSeen(msgspec.Struct, frozen=True):
    """What a calendar said when it was asked."""

    host_id: str
    kind: str
    address: str
    """Without what makes it secret."""
    busy_times: int
    """In the coming fortnight."""


def calendar_command(
    host: Annotated[str, typer.Argument(help="The id of a host in team.toml.")],
    *,
    caldav: Annotated[
        str | None,
        typer.Option(help="Its CalDAV address, or the server's: read and written.", metavar="URL"),
    ] = None,
    user: Annotated[str | None, typer.Option(help="Who signs in to CalDAV.")] = None,
    ics: Annotated[
        str | None,
        typer.Option(
            help="An address that gives it as iCalendar: read alone. - for standard input.",
            metavar="URL",
        ),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="The host has none.")] = False,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say where a host's calendar is. It is read once, to see that it can be.

    The password is asked for on a terminal, else read as one line of input. It is encrypted, as
    the address of --ics is: whoever has that can read the calendar.
    """
    if sum((caldav is not None, ics is not None, remove)) != 1:
        raise UnclearCalendarError(
            "one of --caldav, --ics and --remove is needed",
            hint="dangol sales calendar mina --caldav https://cal.example/mina/ --user mina",
        )
    if caldav is not None and not user:
        raise UnclearCalendarError("who signs in to the calendar?", hint="name them with --user")
    with opened_workspace(url, workspace) as (record, found):
        setup = read_sales_setup(record, found.workspace_id)
        chosen = _host_of(setup.team if setup is not None else Team(), host)
        allowed = read_allowed_hosts(os.environ)
        kind, access, spans = CalendarKind.NONE, Access("", "", ""), ()
        if caldav is not None:
            kind = CalendarKind.CALDAV
            access = Access(caldav, user or "", read_secret("Password"), allowed)
        elif ics is not None:
            kind = CalendarKind.ICS
            access = Access(read_secret("Address") if ics == "-" else ics, "", "", allowed)
        if kind is not CalendarKind.NONE:
            access, spans = _check(access, kind, chosen)
        address = _keep(record, found, chosen, kind, access)
    seen = CalendarSeen(chosen.host_id, kind.value, address, len(spans))
    if as_json:
        print_json(seen)
    else:
        print_note(_told(chosen, seen, spans))


def _check(asked: Access, kind: CalendarKind, host: Host) -> tuple[Access, tuple[Span, ...]]:
    """The calendar that is meant, and what it said."""
    from dangol.engine.sales.calendars import CalendarUnreadError, plain_address, read_busy

    asked = replace(asked, url=plain_address(asked.url))
    if kind is CalendarKind.CALDAV:
        asked = replace(asked, url=_found_at(asked))
    try:
        return asked, read_busy(kind, asked, host, now())
    except CalendarUnreadError as fault:
        raise UnreadableCalendarError(asked.url, fault.problem) from None


def _keep(
    record: Record, workspace: Workspace, host: Host, kind: CalendarKind, access: Access
) -> str:
    """It is the host's calendar; returns its address without what makes it secret."""
    is_ics = kind is CalendarKind.ICS
    shown = (urlsplit(access.url).hostname or "") if is_ics else access.url
    secret = secrets_of(record).encrypt((access.url if is_ics else access.password).encode())
    with record.writing() as connection:
        write_calendar(
            connection,
            workspace.workspace_id,
            host.host_id,
            kind=kind,
            url=shown,
            user=access.user,
            secret=secret,
            now=now(),
        )
    return shown


def _found_at(asked: Access) -> str:
    """The address of the one calendar there, or below it."""
    from dangol.engine.sales.caldav_road import CaldavCalendar, CalendarProblemError
    from dangol.engine.sales.calendars import LOOK_S

    try:
        found = CaldavCalendar(asked, LOOK_S).find()
    except CalendarProblemError as fault:
        raise UnreadableCalendarError(asked.url, fault.problem) from None
    if len(found) != 1:
        named = ", ".join(f"{one.url} ({one.name})" for one in found[:MOST_NAMED])
        raise UnclearCalendarError(
            f"there are {len(found)} calendars below this address",
            hint=f"name one with --caldav: {named}" if found else "make one, or name another",
        )
    return found[0].url


def _host_of(team: Team, host_id: str) -> Host:
    found = team.host(host_id)
    if found is None:
        known = ", ".join(host.host_id for host in team.hosts[:MOST_NAMED])
        raise UnclearCalendarError(
            f"no host is called {host_id!r}",
            hint=f"hosts are {known}" if known else "team.toml names them: dangol sales set FOLDER",
        )
    return found


def _told(host: Host, seen: CalendarSeen, spans: Sequence[Span]) -> str:
    if seen.kind == CalendarKind.NONE:
        return f"{host.name} has no calendar here; meetings that are given here count alone"
    told = f"{host.name}: {seen.address} was read, {seen.busy_times} busy times in two weeks"
    ahead = [span for span in spans if span.starts_at > now()]
    if ahead:
        told += f", the next {_clock(ahead[0].starts_at, host)} in {host.zone}"
    return told


def _clock(at: Instant, host: Host) -> str:
    moment = (EPOCH + timedelta(microseconds=at)).astimezone(access_zone(host.zone))
    return f"on {moment:%Y-%m-%d} at {moment:%H:%M}"
