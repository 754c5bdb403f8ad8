"""The promise: a session lets in whom its password was checked for, and dies with that password."""

from tests.store.chat import another_shop, at, at_once
from tests.store.conftest import NOW

from dangol.store.login_attempts import (
    AttemptLimits,
    Taken,
    Throttled,
    delete_attempts,
    forget_attempts,
    take_attempt,
)
from dangol.store.operators import (
    NotChanged,
    OperatorRow,
    Operators,
    Role,
    SessionRow,
    access_session,
    delete_expired_sessions,
    end_session,
    read_live_sessions,
    read_operators_by_email,
    touch_session,
)
from dangol.store.record import Record
from dangol.store.saved_replies import (
    SavedReplyRow,
    delete_saved_reply,
    read_saved_replies,
    write_saved_reply,
)
from dangol.store.workspaces import Workspace
from dangol.terms.instants import MINUTE_US, QUARTER_US, Instant


def operator(name: str = "o1", role: Role = Role.OWNER) -> OperatorRow:
    email = f"{name}@shop.example"
    return OperatorRow(name, email, f"점원 {name}", role, "ko,ja", "hash-1", NOW, NOW, Instant(0))


def session(token_hash: str = "t1", operator_id: str = "o1", minutes: int = 60) -> SessionRow:
    return SessionRow(token_hash, operator_id, NOW, NOW, Instant(NOW + minutes * MINUTE_US))


def employ(record: Record, shop: Workspace, *rows: OperatorRow) -> None:
    with record.writing() as connection:
        for row in rows:
            assert Operators(connection, shop.workspace_id).create_operator(row) == row


def log_in(record: Record, shop: Workspace, checked: OperatorRow, token_hash: str = "t1") -> bool:
    with record.writing() as connection:
        new = session(token_hash, checked.operator_id)
        return Operators(connection, shop.workspace_id).begin_session(checked, new)


def is_in(record: Record, token_hash: str = "t1", now: Instant = NOW) -> bool:
    with record.reading() as connection:
        found = access_session(connection, token_hash, now)
        assert (found is not None) == bool(read_live_sessions(connection, [token_hash], now))
    return found is not None


def test_an_operator_comes_back_as_they_went_in_and_is_found_by_any_spelling_of_the_address(
    record: Record, shop: Workspace
) -> None:
    employ(record, shop, operator())
    with record.writing() as connection:
        operators = Operators(connection, shop.workspace_id)
        again = operator()._replace(operator_id="o2", email=" O1@SHOP.example ")
        assert operators.create_operator(again) is NotChanged.EMAIL_TAKEN
        assert operators.read_operators() == [operator()]
        assert operators.read_operator("o1") == operator()
        assert operators.read_operator("o\0\ud800") is None
        found = read_operators_by_email(connection, "O1@shop.EXAMPLE ")
        assert found == [(shop.workspace_id, operator())]
        assert read_operators_by_email(connection, "' OR 1=1 --\0\ud800") == []


def test_one_address_in_two_workspaces_is_two_operators(record: Record, shop: Workspace) -> None:
    other = another_shop(record)
    employ(record, shop, operator())
    employ(record, other, operator())
    assert log_in(record, other, operator())
    with record.writing() as connection:
        found = read_operators_by_email(connection, "o1@shop.example")
        assert {workspace_id for workspace_id, _ in found} == {
            shop.workspace_id,
            other.workspace_id,
        }
        access = access_session(connection, "t1", NOW)
        assert access is not None
        assert access.workspace_id == other.workspace_id
        Operators(connection, shop.workspace_id).change_password("o1", "hash-2", now=at(1))
    assert is_in(record)


def test_a_session_lets_in_until_it_ends_or_expires(record: Record, shop: Workspace) -> None:
    employ(record, shop, operator())
    assert log_in(record, shop, operator())
    with record.reading() as connection:
        found = access_session(connection, "t1", NOW)
        assert found == (shop.workspace_id, operator(), session())
        assert access_session(connection, "other\0\ud800", NOW) is None
    assert not is_in(record, now=session().expires_at)
    with record.writing() as connection:
        assert not touch_session(connection, session(), at(59))
        assert touch_session(connection, session(), at(60))
        found = access_session(connection, "t1", NOW)
        assert found is not None
        assert found.session.last_seen_at == at(60)
        assert end_session(connection, "t1")
        assert not end_session(connection, "t1")
    assert not is_in(record)


def test_a_new_password_ends_all_sessions_of_that_operator_alone(
    record: Record, shop: Workspace
) -> None:
    employ(record, shop, operator(), operator("o2"))
    for token_hash in ("t1", "t2", "t3"):
        log_in(record, shop, operator(), token_hash)
    log_in(record, shop, operator("o2"), "t4")
    with record.writing() as connection:
        assert Operators(connection, shop.workspace_id).end_sessions("o1", but="t3") == 2
    assert [is_in(record, token_hash) for token_hash in ("t1", "t2", "t3")] == [False, False, True]
    with record.writing() as connection:
        operators = Operators(connection, shop.workspace_id)
        changed = operators.change_password("o1", "hash-2", now=NOW)
        assert isinstance(changed, OperatorRow)
        assert operators.change_password("none", "h", now=NOW) is NotChanged.UNKNOWN
    assert not is_in(record, "t3")
    assert is_in(record, "t4")
    assert not log_in(record, shop, operator()), "the old password was checked"
    assert log_in(record, shop, changed)


def test_who_logs_in_while_the_password_changes_is_not_left_inside(
    record: Record, shop: Workspace
) -> None:
    employ(record, shop, operator())

    def act(n: int) -> None:
        if n == 10:
            with record.writing() as connection:
                Operators(connection, shop.workspace_id).change_password("o1", "hash-2", now=NOW)
        else:
            log_in(record, shop, operator(), f"t{n}")

    at_once(20, act)
    assert not any(is_in(record, f"t{n}") for n in range(20))


def test_a_disabled_operator_is_out_at_once(record: Record, shop: Workspace) -> None:
    employ(record, shop, operator(), operator("o2"))
    log_in(record, shop, operator())
    with record.writing() as connection:
        operators = Operators(connection, shop.workspace_id)
        operators.set_disabled("o1", is_disabled=True, now=at(1))
        assert read_operators_by_email(connection, "o1@shop.example") == []
    assert not is_in(record)
    assert not log_in(record, shop, operator())
    with record.writing() as connection:
        back = Operators(connection, shop.workspace_id).set_disabled(
            "o1", is_disabled=False, now=at(2)
        )
    assert back == operator()
    assert log_in(record, shop, operator(), "t2")


def test_a_workspace_keeps_an_owner_even_if_all_resign_at_once(
    record: Record, shop: Workspace
) -> None:
    employ(record, shop, *[operator(f"o{n}") for n in range(6)])

    def resign(n: int) -> OperatorRow | NotChanged:
        with record.writing() as connection:
            operators = Operators(connection, shop.workspace_id)
            if n % 2:
                return operators.set_disabled(f"o{n}", is_disabled=True, now=NOW)
            return operators.change_operator(
                f"o{n}", name="민지", role=Role.OPERATOR, languages="ko"
            )

    done = at_once(6, resign)
    assert done.count(NotChanged.LAST_OWNER) == 1
    with record.reading() as connection:
        rows = Operators(connection, shop.workspace_id).read_operators()
    assert sum(row.role is Role.OWNER and not row.disabled_at for row in rows) == 1


def test_a_hash_is_made_newer_only_while_it_is_the_one_that_was_checked(
    record: Record, shop: Workspace
) -> None:
    employ(record, shop, operator())
    log_in(record, shop, operator())
    with record.writing() as connection:
        operators = Operators(connection, shop.workspace_id)
        assert operators.rehash_password(operator(), "stronger")
        assert not operators.rehash_password(operator(), "late")
    assert is_in(record)


def test_expired_sessions_are_swept(record: Record, shop: Workspace) -> None:
    employ(record, shop, operator())
    log_in(record, shop, operator())
    with record.writing() as connection:
        assert delete_expired_sessions(connection, NOW) == 0
        assert delete_expired_sessions(connection, session().expires_at) == 1


def attempt(record: Record, email: str, address: str, second: int = 0) -> Taken | Throttled:
    limits = AttemptLimits(of_account=5, of_address=8)
    with record.writing() as connection:
        return take_attempt(connection, email, address, now=at(second), limits=limits)


def test_a_hundred_tries_at_once_are_as_many_as_are_allowed(record: Record) -> None:
    done = at_once(100, lambda n: attempt(record, "A@shop.example", f"10.0.0.{n}"), threads=16)
    assert sum(isinstance(one, Taken) for one in done) == 5
    assert {one.until for one in done if isinstance(one, Throttled)} == {NOW + QUARTER_US}


def test_one_address_may_not_try_many_accounts(record: Record) -> None:
    done = [attempt(record, f"{n}@shop.example", "10.0.0.1", n) for n in range(10)]
    assert done[:8] == [Taken(left) for left in (4, 4, 4, 4, 3, 2, 1, 0)]
    assert done[8:] == [Throttled(Instant(NOW + QUARTER_US))] * 2
    assert attempt(record, "9@shop.example", "10.0.0.2") == Taken(4)


def test_tries_come_back_when_the_window_has_passed_and_refusals_do_not_lengthen_it(
    record: Record,
) -> None:
    for second in range(20):
        attempt(record, "a@shop.example", f"{second}", second)
    last = QUARTER_US // 1_000_000
    assert isinstance(attempt(record, "a@shop.example", "x", last - 1), Throttled)
    assert attempt(record, "a@shop.example", "x", last) == Taken(4)


def test_who_knows_the_password_has_all_tries_again(record: Record) -> None:
    for n in range(4):
        attempt(record, "a@shop.example", f"{n}")
    with record.writing() as connection:
        forget_attempts(connection, " A@shop.example")
    assert attempt(record, "a@shop.example", "9") == Taken(4)


def test_attempts_are_swept_and_name_nobody(record: Record) -> None:
    attempt(record, "a\0\ud800@shop.example", "10.0.0.1\0")
    with record.writing() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM login_attempts").all())
        assert "shop" not in kept
        assert "10.0" not in kept
        assert delete_attempts(connection, NOW) == 0
        assert delete_attempts(connection, at(1)) == 2


def test_saved_replies_are_kept_changed_and_deleted_in_their_language(
    record: Record, shop: Workspace
) -> None:
    ko = SavedReplyRow("r1", "ko", "배송", "이틀 안에 보내드려요", "o1", NOW)
    ja = SavedReplyRow("r2", "ja", "返品", "七日以内なら返品できます", "o1", NOW)
    other = another_shop(record)
    with record.writing() as connection:
        for reply in (ko, ja, ko._replace(text="사흘")):
            write_saved_reply(connection, shop.workspace_id, reply)
        assert read_saved_replies(connection, shop.workspace_id) == [ja, ko._replace(text="사흘")]
        assert read_saved_replies(connection, shop.workspace_id, "ja") == [ja]
        assert read_saved_replies(connection, other.workspace_id) == []
        assert not delete_saved_reply(connection, other.workspace_id, "r1")
        assert delete_saved_reply(connection, shop.workspace_id, "r1")
        assert not delete_saved_reply(connection, shop.workspace_id, "r1")
