"""The two forms: a demo is requested, a trial begins. What is sent in them is hostile text."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post

from dangol.sim.b2b.seen import Member, Seen, seen_of

MOST_BYTES = 16 * 1024
MOST_CHARS = 200
SIZES = ("size_1", "size_2", "size_3", "size_4")
SIZE_VALUES = {"size_1": "1-4", "size_2": "5-19", "size_3": "20-49", "size_4": "50-"}
Asked = Request[Any, Any, Any]


@get("/demo")
async def demo(request: Asked) -> Response[Any]:
    """The form by which a demo is requested."""
    return _form(seen_of(request), "demo", {})


@post("/demo", status_code=200)
async def request_demo(request: Asked) -> Response[Any]:
    """The demo is requested, and the next page says so; or what is missing is told."""
    seen = seen_of(request)
    given = await _given(request)
    if not _is_whole(given):
        return _form(seen, "demo", given, is_refused=True)
    size = SIZE_VALUES.get(given["team_size"], "")
    _tell_who(seen, given, **({"team_size": size} if size else {}))
    seen.tell("track", "Demo Requested", {"form_name": "demo", "team_size": size})
    seen.visit.asked = given
    return seen.to("/demo/thanks")


@get("/demo/thanks")
async def demo_thanks(request: Asked) -> Response[Any]:
    """That the request is there."""
    return _thanks(seen_of(request), "demo")


@get("/trial")
async def trial(request: Asked) -> Response[Any]:
    """The form by which a trial begins."""
    return _form(seen_of(request), "trial", {})


@post("/trial", status_code=200)
async def begin_trial(request: Asked) -> Response[Any]:
    """The trial begins: from now on the site knows who is there."""
    seen = seen_of(request)
    given = await _given(request)
    if not _is_whole(given):
        return _form(seen, "trial", given, is_refused=True)
    seen.visit.member = Member(
        f"trial-{uuid4().hex[:12]}", given["name"], given["email"], given["company"]
    )
    _tell_who(seen, given)
    seen.tell("track", "Form Submitted", {"form_name": "trial"})
    seen.tell("track", "Trial Started", {"plan": "team", "trial_days": 14})
    seen.visit.asked = given
    return seen.to("/trial/thanks")


@get("/trial/thanks")
async def trial_thanks(request: Asked) -> Response[Any]:
    """That the trial has begun."""
    return _thanks(seen_of(request), "trial")


@post("/sign-out", status_code=200)
async def sign_out(request: Asked) -> Response[Any]:
    """Nobody is signed in."""
    seen = seen_of(request)
    seen.visit.member = None
    return seen.to("/")


def _form(
    seen: Seen, name: str, given: Mapping[str, str], *, is_refused: bool = False
) -> Response[Any]:
    return seen.page(
        "form.html.jinja",
        title=seen.words(f"{name}_title"),
        name=name,
        given=given,
        sizes=SIZES,
        is_refused=is_refused,
        status=422 if is_refused else 200,
    )


def _thanks(seen: Seen, name: str) -> Response[Any]:
    if not seen.visit.asked:
        return seen.to(f"/{name}")
    title = seen.words(f"{name}_thanks")
    return seen.page("thanks.html.jinja", title=title, name=name, asked=seen.visit.asked)


def _tell_who(seen: Seen, given: Mapping[str, str], **more: str) -> None:
    traits = {"email": given["email"], "name": given["name"], "company": given["company"]}
    seen.tell("identify", {**traits, **more})


async def _given(request: Asked) -> dict[str, str]:
    length = request.headers.get("content-length", "0")
    names = ("name", "email", "company", "team_size", "question", "agree")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return dict.fromkeys(names, "")
    form = await request.form()
    return {name: str(form.get(name, "")).strip()[:MOST_CHARS] for name in names}


def _is_whole(given: Mapping[str, str]) -> bool:
    before, at, after = given["email"].partition("@")
    is_address = bool(before and at and "." in after and " " not in given["email"])
    return bool(given["name"] and given["company"] and is_address and given["agree"])


FORMS = [demo, request_demo, demo_thanks, trial, begin_trial, trial_thanks, sign_out]
