"""The people of a workspace, for its owners: who they are, what they may, who is shut out."""

import secrets
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response

from dangol.server.console.access import access_colleague
from dangol.server.console.doors import Asked, go_to, problem
from dangol.server.console.frame import render_page
from dangol.server.console.passwords import LEAST, check_password, hash_password
from dangol.server.console.when import When
from dangol.store.operators import NotChanged, OperatorRow, Operators, Role, plain_email
from dangol.terms.ids import uuid7
from dangol.terms.instants import Instant

PATH = "/console/team"
NAME_LIMIT, EMAIL_LIMIT = 100, 200


class ColleagueView(msgspec.Struct, frozen=True):
    """One operator."""

    operator_id: str
    name: str
    email: str
    role: str
    since: str
    is_shut_out: bool
    is_self: bool


class TeamView(msgspec.Struct, frozen=True):
    """All of them, and a form for one more."""

    colleagues: Sequence[ColleagueView]
    least: int
    problem: str = ""
    name: str = ""
    email: str = ""
    role: str = Role.OPERATOR.value
    roles: Sequence[str] = tuple(role.value for role in Role)


async def show_team(asked: Asked, _id: str) -> Response[bytes]:
    """Who looks after the workspace."""
    return await _show(asked, TeamView((), LEAST))


async def add_colleague(asked: Asked, _id: str) -> Response[bytes]:
    """Somebody more may sign in."""
    office, form = asked.office, asked.form
    email, name = plain_email(form.get("email", "")), form.get("name", "").strip()
    role, password = form.get("role", ""), form.get("password", "")
    wrong = _wrong(email, name, role) or check_password(password, email)
    if not wrong:
        now, rows = office.clock(), asked.seat.workspace_id

        def create() -> OperatorRow | NotChanged:
            hashed, nought = hash_password(password), Instant(0)
            operator_id = str(uuid7(now, secrets.randbits(74)))
            new = OperatorRow(
                operator_id, email, name, Role(role), asked.language, hashed, now, now, nought
            )
            with office.record.writing() as connection:
                return Operators(connection, rows).create_operator(new)

        done = await office.run(create)
        wrong = done.value if isinstance(done, NotChanged) else ""
    if wrong:
        view = TeamView((), LEAST, str(wrong), name, email, role)
        return await _show(asked, view, status=422)
    return go_to(PATH)


async def change_colleague(asked: Asked, operator_id: str) -> Response[bytes]:
    """They have that role, are shut out or let in again, or have another password."""
    form, now = asked.form, asked.office.clock()
    what, role, password = form.get("what", ""), form.get("role", ""), form.get("password", "")
    hashed = ""
    if what == "password":
        weak = check_password(password, "")
        if weak is not None:
            return await _show(asked, TeamView((), LEAST, weak.value), status=422)
        hashed = await asked.office.run(lambda: hash_password(password))

    def change(rows: Operators, found: OperatorRow) -> OperatorRow | NotChanged | str:
        if what == "role" and role in set(Role):
            return rows.change_operator(
                operator_id, name=found.name, role=Role(role), languages=found.languages
            )
        if what in ("shut_out", "let_in"):
            return rows.set_disabled(operator_id, is_disabled=what == "shut_out", now=now)
        if hashed:
            return rows.change_password(operator_id, hashed, now=now)
        return "bad_form"

    done = await asked.office.run(lambda: _with(asked, operator_id, change))
    if done is None:
        return problem(asked.frame, 404, "unknown")
    if isinstance(done, OperatorRow):
        return go_to(PATH)
    return await _show(asked, TeamView((), LEAST, str(done)), status=422)


def _with(
    asked: Asked,
    operator_id: str,
    change: Callable[[Operators, OperatorRow], OperatorRow | NotChanged | str],
) -> OperatorRow | NotChanged | str | None:
    with asked.office.record.writing() as connection:
        found = access_colleague(connection, asked.seat, operator_id)
        if found is None:
            return None
        return change(Operators(connection, asked.seat.workspace_id), found)


def _wrong(email: str, name: str, role: str) -> str:
    is_address = email.count("@") == 1 and 3 <= len(email) <= EMAIL_LIMIT and email.isprintable()
    if not is_address or " " in email:
        return "bad_email"
    if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
        return "bad_name"
    return "" if role in set(Role) else "bad_form"


async def _show(asked: Asked, view: TeamView, *, status: int = 200) -> Response[bytes]:
    def rows() -> list[OperatorRow]:
        with asked.office.record.reading() as connection:
            return Operators(connection, asked.seat.workspace_id).read_operators()

    seat = asked.seat
    when = When(seat.now, ZoneInfo(seat.workspace.zone), asked.language)
    colleagues = [
        ColleagueView(
            row.operator_id,
            row.name,
            row.email,
            row.role.value,
            when.ago(row.created_at),
            bool(row.disabled_at),
            row.operator_id == seat.operator.operator_id,
        )
        for row in await asked.office.run(rows)
    ]
    view = msgspec.structs.replace(view, colleagues=colleagues)
    return render_page("team.html.jinja", asked.frame, view, status=status)
