"""team.toml to the hosts of a company, with every fault by its line."""

import re

from dangol.decide.playbook_file import SLUG
from dangol.decide.toml_table import Table
from dangol.speak.sales.setup_file import parse_setup
from dangol.speak.sales.team import Country, Host, Team
from dangol.terms.hours import UnusableHoursError, parse_hours
from dangol.terms.instants import UnknownZoneError, access_zone
from dangol.terms.languages import Language

MOST_HOSTS = 200
MOST_PEOPLE = 10_000_000
KEYS = (
    "id",
    "name",
    "email",
    "languages",
    "territories",
    "min_size",
    "max_size",
    "zone",
    "hours",
    "holidays",
    "most_per_day",
    "buffer_min",
    "meeting_min",
    "answers_within_min",
)
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?")
_COUNTRY = re.compile(r"[A-Z]{2}")


def parse_team(text: str | bytes, file: str) -> Team:
    """The team that a TOML text describes; `file` is the name to put before its faults.

    Raises: SetupError (`sales.unusable_setup`) with every fault.
    """
    return parse_setup(text, file, _team)


def _team(root: Table) -> Team:
    hosts: dict[str, Host] = {}
    for table in root.tables("hosts", KEYS, fewest=1, most=MOST_HOSTS):
        host = _host(table)
        if table.are_sound("id") and host.host_id in hosts:
            table.note("id", f"is {host.host_id!r}, as of a host before", "give one another id")
        table.close()
        hosts.setdefault(host.host_id, host)
    escalation = root.texts("escalation", "mina", most=20, longest=254)
    for place, name in enumerate(escalation):
        if name not in hosts and not _EMAIL.fullmatch(name.lower()):
            root.faults.note(
                ("escalation", place),
                f"is {name!r}, which is neither the id of a host nor an e-mail address",
                "ids are " + ", ".join(hosts) if hosts else "name a host first",
            )
    root.close()
    named = dict.fromkeys(name if name in hosts else name.lower() for name in escalation)
    return Team(tuple(hosts.values()), tuple(named))


def _host(table: Table) -> Host:
    host = Host(
        host_id=table.text("id", "mina", longest=40, shape=SLUG),
        name=table.text("name", "김미나", longest=100),
        email=table.text("email", "mina@company.example", longest=254).lower(),
        languages=table.words("languages", tuple(Language), is_needed=True),
        territories=table.texts("territories", "KR", most=250, longest=2),
        min_size=table.whole_or("min_size", 0, 0, MOST_PEOPLE),
        max_size=table.whole_or_none("max_size", 1, MOST_PEOPLE),
        zone=table.text("zone", "Asia/Seoul", longest=64),
        hours=_hours(table),
        holidays=table.word("holidays", tuple(Country), default=Country.NONE),
        most_per_day=table.whole_or("most_per_day", 6, 1, 50),
        buffer_min=table.whole_or("buffer_min", 15, 0, 240),
        meeting_min=table.whole_or("meeting_min", 30, 10, 480),
        answers_within_min=table.whole_or("answers_within_min", 120, 5, 10_080),
    )
    if table.are_sound("email") and not _EMAIL.fullmatch(host.email):
        table.note("email", f"is {host.email!r}, no e-mail address", "as in mina@company.example")
    for place, country in enumerate(host.territories):
        if not _COUNTRY.fullmatch(country):
            path = (*table.path, "territories", place)
            hint = 'countries are two capital letters, as in territories = ["KR", "JP"]'
            table.faults.note(path, f"is {country!r}, no country", hint)
    if host.max_size is not None and host.max_size < host.min_size:
        problem = f"is {host.max_size}, which is below min_size, {host.min_size}"
        table.note("max_size", problem, "exchange the two, or leave one out")
    if table.are_sound("zone"):
        try:
            access_zone(host.zone)
        except UnknownZoneError as fault:
            table.note("zone", f"is {host.zone!r}, which no time zone is called", fault.hint)
    return host


def _hours(table: Table) -> str:
    if table.value is not None and "hours" not in table.value:
        table.asked.append("hours")
        return ""
    hours = table.text("hours", "mon-fri 10:00-18:00", longest=4_000)
    try:
        parse_hours(hours)
    except UnusableHoursError as fault:
        table.note("hours", f"cannot be read: {fault.message}", fault.hint)
    return hours
