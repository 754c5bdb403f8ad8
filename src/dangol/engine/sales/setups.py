"""The set-up of a workspace that sells to businesses: its files checked, kept and read again.

A file that the company did not write is as it comes with Dangol, except `team`: nobody is met
whom the company did not name.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection

from dangol.decide.toml_faults import Fault, nearest
from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.fit import Fit
from dangol.speak.sales.fit_file import parse_fit
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.slots import Slots
from dangol.speak.sales.slots_file import parse_slots, parse_tools
from dangol.speak.sales.team import Team
from dangol.speak.sales.team_file import parse_team
from dangol.store.hosts import NamedHost, write_hosts
from dangol.store.record import Record
from dangol.store.setups import SetupStamp, read_setups, replace_setups
from dangol.terms.instants import Instant

TEAM = "team"


class SalesSetup(msgspec.Struct, frozen=True):
    """How a company sells."""

    slots: Slots = Slots()
    """With the tools of the file `tools`."""
    fit: Fit = Fit()
    team: Team = Team()


def parse_sales_setup(texts: Mapping[str, str | bytes]) -> SalesSetup:
    """The set-up that files describe, by name without `.toml`; what is left out as it comes.

    Raises: SetupError (`sales.unusable_setup`) with the faults of all files.
    """
    faults: list[Fault] = []
    parsed: dict[str, Any] = {}
    defaults = read_default_texts()
    known = [*PARSERS]
    for name in texts:
        if name not in PARSERS:
            meant = nearest(name, known)
            hint = f"did you mean {meant}.toml?" if meant else "files are " + ", ".join(known)
            faults.append(Fault(f"{name}.toml", 1, "", "no file of a set-up has this name", hint))
    for name, parse in PARSERS.items():
        text = texts.get(name, "" if name == TEAM else defaults.get(name, ""))
        if not text and name not in texts:
            continue
        try:
            parsed[name] = parse(text, f"{name}.toml")
        except SetupError as error:
            faults += error.faults
    if faults:
        raise SetupError(faults)
    slots: Slots = parsed.get("slots", Slots())
    if "tools" in parsed:
        slots = msgspec.structs.replace(slots, tools=parsed["tools"])
    return SalesSetup(slots, parsed.get("fit", Fit()), parsed.get(TEAM, Team()))


def read_sales_setup(record: Record, workspace_id: str) -> SalesSetup | None:
    """The set-up of a workspace; None where it does not sell to businesses.

    Raises: RecordError; SetupError where another version of Dangol kept the files.
    """
    with record.reading() as connection:
        return sales_setup_in(connection, workspace_id)


def sales_setup_in(connection: Connection, workspace_id: str) -> SalesSetup | None:
    """The same, on a connection that reads.

    Raises: SetupError where another version of Dangol kept the files.
    """
    texts = read_setups(connection, workspace_id)
    return _parsed(tuple(texts.items())) if texts else None


def keep_sales_setup(
    connection: Connection, workspace_id: str, texts: Mapping[str, str | bytes], now: Instant
) -> SetupStamp:
    """The workspace sells as these files say, and in no other way.

    The hosts of the team keep the calendars they had.
    Raises: SetupError (`sales.unusable_setup`); nothing is kept then.
    """
    setup = parse_sales_setup(texts)
    plain = {
        name: text if isinstance(text, str) else text.decode("utf-8-sig")
        for name, text in texts.items()
    }
    stamp = replace_setups(connection, workspace_id, plain, now)
    named = [NamedHost(host.host_id, host.name, host.email) for host in setup.team.hosts]
    write_hosts(connection, workspace_id, named, now)
    return stamp


def drop_sales_setup(connection: Connection, workspace_id: str, now: Instant) -> None:
    """The workspace does not sell to businesses; its hosts are met no more."""
    replace_setups(connection, workspace_id, {}, now)
    write_hosts(connection, workspace_id, [], now)


@lru_cache(64)
def _parsed(texts: tuple[tuple[str, str], ...]) -> SalesSetup:
    return parse_sales_setup(dict(texts))


PARSERS: Mapping[str, Callable[[str | bytes, str], Any]] = {
    "slots": parse_slots,
    "tools": parse_tools,
    "fit": parse_fit,
    TEAM: parse_team,
}
"""Every file of a set-up, and how it is read."""
