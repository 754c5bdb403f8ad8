"""The promise: an address stands beside the consent to use it, and who asked is told once."""

from pathlib import Path

from tests.store.chat import another_shop, at, at_once, begin, begun, said, say
from tests.store.conftest import NOW
from tests.store.test_record import event

from dangol.store.contacts import (
    AlertRow,
    ContactRow,
    ask_alert,
    claim_alerts,
    leave_contact,
    read_alerts,
    read_contacts,
)
from dangol.store.lake import close_days
from dangol.store.record import Record
from dangol.store.rows import ConsentRow, MergeRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant

CONSENT = ConsentRow(
    "k1", 7, "p1", "email", "restock", "ko-1", '{"양식":"채팅"}'.encode(), True, NOW, NOW
)


def contact(name: str = "1", person_id: str = "p1", second: int = 0) -> ContactRow:
    return ContactRow(
        f"contact-{name}",
        person_id,
        "c1",
        "email",
        f"{name}@example.kr",
        "restock",
        "sh-01",
        "k1",
        at(second),
    )


def alert(name: str = "1", person_id: str = "p1", option_id: str = "black-m") -> AlertRow:
    return AlertRow(
        f"alert-{name}", person_id, "contact-1", "sh-01", option_id, "email", NOW, Instant(0)
    )


def test_an_address_stands_with_its_consent_once(record: Record, shop: Workspace) -> None:
    def leave(_: int) -> bool:
        with record.writing() as connection:
            return leave_contact(connection, shop.workspace_id, contact(), CONSENT)

    assert sorted(at_once(8, leave)) == [False] * 7 + [True]
    with record.reading() as connection:
        assert read_contacts(connection, shop.workspace_id, "p1") == [contact()]
    with record.transaction(shop.workspace_id) as unit:
        assert unit.read_consents(["p1"]) == [CONSENT]


def test_a_person_who_was_merged_keeps_addresses_and_alerts(
    record: Record, shop: Workspace
) -> None:
    other = CONSENT._replace(consent_id="k2", person_id="p2")
    with record.writing() as connection:
        leave_contact(connection, shop.workspace_id, contact("1"), CONSENT)
        leave_contact(connection, shop.workspace_id, contact("2", "p2", 1), other)
        ask_alert(connection, shop.workspace_id, alert("1"))
        ask_alert(connection, shop.workspace_id, alert("2", "p2"))
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p2", "p1", 1, NOW)])
    with record.reading() as connection:
        for person_id in ("p1", "p2"):
            found = read_contacts(connection, shop.workspace_id, person_id)
            assert [row.contact_id for row in found] == ["contact-2", "contact-1"]
            assert len(read_alerts(connection, shop.workspace_id, person_id)) == 2
        assert read_contacts(connection, another_shop(record).workspace_id, "p1") == []


def test_what_was_asked_twice_is_told_once_and_may_be_asked_again(
    record: Record, shop: Workspace
) -> None:
    with record.writing() as connection:
        workspace_id = shop.workspace_id
        assert ask_alert(connection, workspace_id, alert("1"))
        assert not ask_alert(connection, workspace_id, alert("2"))
        assert ask_alert(connection, workspace_id, alert("any", option_id=""))
        assert ask_alert(connection, workspace_id, alert("white", option_id="white-m"))
        told = claim_alerts(connection, workspace_id, "sh-01", ["black-m"], now=at(9))
        assert sorted(row.alert_id for row in told) == ["alert-1", "alert-any"]
        assert {row.told_at for row in told} == {at(9)}
        assert claim_alerts(connection, workspace_id, "sh-01", ["black-m"], now=at(9)) == []
        assert claim_alerts(connection, workspace_id, "sh-02\0", ["\ud800"], now=at(9)) == []
        assert ask_alert(connection, workspace_id, alert("2"))


def test_an_alert_is_claimed_by_one_of_many_at_once(record: Record, shop: Workspace) -> None:
    with record.writing() as connection:
        for n in range(60):
            assert ask_alert(connection, shop.workspace_id, alert(f"{n}", f"p{n}"))

    def claim(_: int) -> list[str]:
        with record.writing() as connection:
            found = claim_alerts(
                connection, shop.workspace_id, "sh-01", ["black-m"], now=at(1), limit=7
            )
            return [row.alert_id for row in found]

    claimed = [alert_id for ids in at_once(16, claim) for alert_id in ids]
    assert len(claimed) == len(set(claimed)) == 60


def test_what_was_said_and_how_to_reach_people_never_enters_the_lake(
    record: Record, shop: Workspace, tmp_path: Path
) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("비밀이에요"))
    with record.writing() as connection:
        leave_contact(connection, shop.workspace_id, contact("minji"), CONSENT)
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events([event("m1")])
    close_days(record, tmp_path / "lake", now=Instant(NOW + 2 * DAY_US))
    files = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert "비밀".encode() not in content
        assert b"minji" not in content
