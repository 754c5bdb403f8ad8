"""The promise: a host keeps their calendar whatever is written of the team, and is never lost."""

from tests.store.conftest import NOW

from dangol.store.hosts import (
    CalendarKind,
    NamedHost,
    read_host,
    read_hosts,
    write_calendar,
    write_hosts,
)
from dangol.store.operators import OperatorRow, Operators, Role
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant

MINA = NamedHost("mina", "김미나", "mina@company.example")
JUN = NamedHost("jun", "이준", "jun@company.example")


def test_hosts_are_named_anew_and_keep_their_calendars(record: Record, shop: Workspace) -> None:
    mine = shop.workspace_id
    with record.writing() as connection:
        write_hosts(connection, mine, [MINA, JUN], NOW)
        assert write_calendar(
            connection,
            mine,
            "mina",
            kind=CalendarKind.CALDAV,
            url="https://cal.example/mina/",
            user="mina",
            secret=b"sealed",
            now=NOW,
        )
        assert not write_calendar(connection, mine, "nobody", kind=CalendarKind.NONE, now=NOW)
    with record.writing() as connection:
        write_hosts(connection, mine, [MINA._replace(name="미나")], Instant(NOW + 1))
    with record.reading() as connection:
        jun, mina = read_hosts(connection, mine)
        assert read_host(connection, mine, "mina") == mina
        assert read_host(connection, "another", "mina") is None
    assert (mina.name, mina.calendar_kind, mina.calendar_secret) == (
        "미나",
        CalendarKind.CALDAV,
        b"sealed",
    )
    assert mina.is_active and not jun.is_active and jun.name == "이준"
    with record.writing() as connection:
        write_hosts(connection, mine, [MINA, JUN], NOW)
        back = read_host(connection, mine, "jun")
    assert back is not None and back.is_active


def test_a_host_is_the_operator_of_their_address(record: Record, shop: Workspace) -> None:
    nought = Instant(0)
    row = OperatorRow(
        "op-1", MINA.email, "미나", Role.OPERATOR, "ko", "hash", nought, nought, nought
    )
    with record.writing() as connection:
        Operators(connection, shop.workspace_id).create_operator(row)
        write_hosts(connection, shop.workspace_id, [MINA, JUN], NOW)
        found = {one.host_id: one.operator_id for one in read_hosts(connection, shop.workspace_id)}
    assert found == {"mina": "op-1", "jun": ""}
