"""Signing in and out, the language of this browser, and one's own password."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import structlog
from litestar import Response

from dangol.server.console.doors import Asked, go_to, has_tls, own_path
from dangol.server.console.frame import render_page
from dangol.server.console.office import Office
from dangol.server.console.passwords import (
    LEAST,
    check_password,
    hash_password,
    is_outdated,
    is_right,
)
from dangol.server.console.sessions import (
    COOKIE,
    begin_session,
    find_session,
    language_cookie,
    session_cookie,
    token_hash,
)
from dangol.server.networks import place_of
from dangol.store.login_attempts import Throttled, delete_attempts, forget_attempts, take_attempt
from dangol.store.operators import (
    OperatorRow,
    Operators,
    delete_expired_sessions,
    end_session,
    read_operators_by_email,
)
from dangol.terms.instants import DAY_US, MINUTE_US, Instant
from dangol.terms.languages import parse_language


class Choice(msgspec.Struct, frozen=True):
    """One of the workspaces that an address opens."""

    workspace_id: str
    name: str


class SignInView(msgspec.Struct, frozen=True):
    """The entrance."""

    next: str
    email: str = ""
    problem: str = ""
    minutes: int = 0
    """For how long nobody may try."""
    choices: Sequence[Choice] = ()


class AccountView(msgspec.Struct, frozen=True):
    """One's own account."""

    least: int
    problem: str = ""
    is_done: bool = False


class _Wrong(NamedTuple):
    problem: str
    minutes: int = 0
    choices: Sequence[Choice] = ()


async def show_entrance(asked: Asked, _id: str) -> Response[bytes]:
    """The page to sign in at; whoever is in already goes on."""
    to, token = own_path(asked.query("next")), asked.request.cookies.get(COOKIE, "")
    if await asked.office.run(lambda: _is_in(asked.office, token)):
        return go_to(to)
    answer = render_page("sign_in.html.jinja", asked.frame, SignInView(to))
    return _keep_language(asked, answer)


async def sign_in(asked: Asked, _id: str) -> Response[bytes]:
    """Whoever knows the password is in; nobody may guess for long."""
    form, office = asked.form, asked.office
    email, to = form.get("email", "")[:200], own_path(form.get("next", ""))
    done = await office.run(
        lambda: _sign_in(
            office, email, form.get("password", ""), form.get("workspace", ""), _at(asked)
        )
    )
    if isinstance(done, _Wrong):
        view = SignInView(to, email, done.problem, done.minutes, done.choices)
        status = 429 if done.problem == "throttled" else 422
        return render_page("sign_in.html.jinja", asked.frame, view, status=status)
    answer = go_to(to)
    answer.cookies.append(session_cookie(done, is_secure=has_tls(asked)))
    return answer


async def sign_out(asked: Asked, _id: str) -> Response[bytes]:
    """This session is over."""
    office, token = asked.office, asked.seat.token

    def end() -> None:
        with office.record.writing() as connection:
            end_session(connection, token_hash(token))

    await office.run(end)
    answer = go_to("/console/sign-in")
    answer.cookies.append(session_cookie("", is_secure=has_tls(asked)))
    return answer


async def choose_language(asked: Asked, _id: str) -> Response[bytes]:
    """This browser shows the console in that language from now on."""
    language = parse_language(asked.form.get("language", ""), asked.language)
    answer = go_to(own_path(asked.form.get("next", "")))
    answer.cookies.append(language_cookie(language.value, is_secure=has_tls(asked)))
    return answer


async def show_account(asked: Asked, _id: str) -> Response[bytes]:
    """One's own account."""
    view = AccountView(LEAST, is_done=asked.query("done") == "1")
    return render_page("account.html.jinja", asked.frame, view)


async def change_password(asked: Asked, _id: str) -> Response[bytes]:
    """The operator has another password; every session of theirs but a new one is over."""
    office, seat, form = asked.office, asked.seat, asked.form
    done = await office.run(
        lambda: _change(asked, form.get("password", ""), form.get("new_password", ""))
    )
    if isinstance(done, _Wrong):
        view = AccountView(LEAST, done.problem)
        return render_page("account.html.jinja", asked.frame, view, status=422)
    assert seat.workspace_id
    answer = go_to("/console/account?done=1")
    answer.cookies.append(session_cookie(done, is_secure=has_tls(asked)))
    return answer


def _is_in(office: Office, token: str) -> bool:
    with office.record.reading() as connection:
        return find_session(connection, token, office.clock()) is not None


def _keep_language(asked: Asked, answer: Response[bytes]) -> Response[bytes]:
    if asked.query("lang"):
        answer.cookies.append(language_cookie(asked.language.value, is_secure=has_tls(asked)))
    return answer


def _sign_in(
    office: Office, email: str, password: str, workspace_id: str, address: str
) -> str | _Wrong:
    now = office.clock()
    with office.record.writing() as connection:
        tried = take_attempt(connection, email, address, now=now)
    if isinstance(tried, Throttled):
        structlog.get_logger().warning("sign-in refused", reason="throttled")
        return _Wrong("throttled", max(1, -(-(tried.until - now) // MINUTE_US)))
    with office.record.reading() as connection:
        found = read_operators_by_email(connection, email)
    right = [(where, row) for where, row in found if is_right(password, row.password_hash)]
    if not found:
        is_right(password, None)
    right = [one for one in right if workspace_id in ("", one[0])] if len(right) > 1 else right
    if not right:
        return _Wrong("wrong")
    if len(right) > 1:
        return _Wrong("choose", choices=_choices(office, right))
    where, row = right[0]
    hashed = hash_password(password) if is_outdated(row.password_hash) else ""
    with office.record.writing() as connection:
        forget_attempts(connection, email)
        delete_expired_sessions(connection, now)
        delete_attempts(connection, Instant(now - DAY_US))
        if hashed:
            Operators(connection, where).rehash_password(row, hashed)
        token = begin_session(connection, where, row, now)
    return token or _Wrong("wrong")


def _choices(office: Office, right: Sequence[tuple[str, OperatorRow]]) -> list[Choice]:
    names: dict[str, str] = {one.workspace_id: one.name for one in office.record.read_workspaces()}
    return [Choice(where, names.get(where, "")) for where, _ in right]


def _change(asked: Asked, password: str, new: str) -> str | _Wrong:
    office, seat = asked.office, asked.seat
    now, operator = office.clock(), seat.operator
    with office.record.writing() as connection:
        tried = take_attempt(connection, operator.email, _at(asked), now=now)
    if isinstance(tried, Throttled):
        return _Wrong("throttled")
    if not is_right(password, operator.password_hash):
        return _Wrong("wrong")
    weak = check_password(new, operator.email)
    if weak is not None:
        return _Wrong(weak.value)
    hashed = hash_password(new)
    with office.record.writing() as connection:
        forget_attempts(connection, operator.email)
        rows = Operators(connection, seat.workspace_id)
        changed = rows.change_password(operator.operator_id, hashed, now=now)
        if not isinstance(changed, OperatorRow):
            return _Wrong("wrong")
        token = begin_session(connection, seat.workspace_id, changed, now)
    return token or _Wrong("wrong")


def _at(asked: Asked) -> str:
    client = asked.request.client
    host = client.host if client is not None else ""
    return place_of(host)
