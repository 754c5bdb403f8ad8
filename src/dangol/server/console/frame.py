"""The frame of every page: layout, texts, components, and the headers that keep them harmless.

A template is given `frame`, one view struct as `page`, `t` for texts and `w` for words; no more.
Values are escaped wherever they stand, and what would run in spite of that the browser refuses.
"""

import secrets
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

import msgspec
from litestar import Response
from litestar.datastructures import Cookie

from dangol.server.console.access import Need, Seat
from dangol.server.console.sessions import form_token
from dangol.server.console.words import Words
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

LANGUAGES = {Language.KO: "한국어", Language.JA: "日本語", Language.EN: "English"}
HEADERS = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Frame(msgspec.Struct, frozen=True):
    """What stands around every page."""

    language: Language
    languages: Mapping[Language, str]
    nonce: str
    """By which the browser knows our two scripts."""
    token: str
    """Of every form."""
    path: str
    """Of this page, to come back to."""
    is_in: bool = False
    workspace: str = ""
    operator: str = ""
    email: str = ""
    role: str = ""
    may_answer: bool = False
    may_own: bool = False
    is_selling: bool = False
    """Whether there are leads to be seen."""


def frame_of(seat: Seat | None, language: Language, secret: str, path: str) -> Frame:
    """The frame for whoever looks; `secret` is what their forms' token is made from."""
    frame = Frame(
        language=language,
        languages=LANGUAGES,
        nonce=secrets.token_urlsafe(16),
        token=form_token(secret),
        path=path,
    )
    if seat is None:
        return frame
    return msgspec.structs.replace(
        frame,
        is_in=True,
        workspace=seat.workspace.name,
        operator=seat.operator.name,
        email=seat.operator.email,
        role=seat.operator.role.value,
        may_answer=seat.may(Need.ANSWER),
        may_own=seat.may(Need.OWN),
        is_selling=seat.is_selling,
    )


def render_page(
    template: str,
    frame: Frame,
    page: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: Iterable[Cookie] = (),
) -> Response[bytes]:
    """The page, or a part of one, as an answer."""
    html = render_html(template, frame, page)
    policy = _POLICY.format(nonce=frame.nonce)
    return Response(
        html.encode(errors="replace"),
        status_code=status,
        headers={**HEADERS, "content-security-policy": policy, **(headers or {})},
        cookies=list(cookies),
    )


def render_html(template: str, frame: Frame, page: object) -> str:
    """The template filled in."""
    t = partial(render_text, language=frame.language)
    return str(
        _environment()
        .get_template(template)
        .render(frame=frame, page=page, t=t, w=Words(frame.language))
    )


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("dangol.server.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
