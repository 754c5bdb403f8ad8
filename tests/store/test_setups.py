"""The promise: a workspace has the files it was given last, and its stamp tells of any change."""

from tests.store.conftest import NOW

from dangol.store.record import Record
from dangol.store.setups import read_setup_stamp, read_setups, replace_setups
from dangol.store.workspaces import Workspace, new_workspace


def test_files_are_replaced_whole_and_no_other_workspace_sees_them(
    record: Record, shop: Workspace
) -> None:
    new = new_workspace(
        "Other", zone="UTC", currency="USD", languages=("en",), now=NOW, chance=bytes(range(9, 89))
    )
    other = record.create_workspace(new).workspace_id
    mine = shop.workspace_id
    with record.writing() as connection:
        assert replace_setups(connection, mine, {"team": "a = 1", "fit": "b\0"}, NOW).files == 2
        replace_setups(connection, other, {"team": "other"}, NOW)
    with record.writing() as connection:
        assert read_setups(connection, mine) == {"fit": "b\ufffd", "team": "a = 1"}
        replace_setups(connection, mine, {"fit": "c = 1"}, NOW)
        assert read_setups(connection, mine) == {"fit": "c = 1"}
        assert read_setups(connection, other) == {"team": "other"}


def test_the_stamp_is_another_after_every_change_even_within_one_tick(
    record: Record, shop: Workspace
) -> None:
    stamps = set()
    for text in ("a", "b", "c"):
        with record.writing() as connection:
            replace_setups(connection, shop.workspace_id, {"team": text}, NOW)
        with record.reading() as connection:
            stamps.add(read_setup_stamp(connection, shop.workspace_id))
    assert len(stamps) == 3
