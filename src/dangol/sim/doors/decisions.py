"""The third door: the worked dossier, every figure with its source, in a copy to change."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from secrets import token_urlsafe
from typing import Any, cast
from urllib.parse import quote

from anyio import to_thread
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct

from dangol.engine.insight.dossier_changes import changes_table
from dangol.engine.insight.dossier_page import dossier_page
from dangol.engine.insight.dossier_sheets import Sheet
from dangol.engine.insight.dossier_words import (
    NONE,
    agreement_text,
    band_text,
    found_text,
    source_text,
    verdict_text,
    verdict_word,
)
from dangol.engine.insight.pages import cell_of, render_insight
from dangol.insight.dossier.judge import CellPlace, Judged, Weighed
from dangol.insight.dossier.model import ByQuery, ByReport, NotAtHand
from dangol.sim.doors.copies import TOKEN, Copies, Copy, holds_shares, parse_cell
from dangol.sim.site.frame import page_headers, templates_of
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

PACKAGE = "dangol.sim.doors"
COOKIE = "dangol_decisions"
MOST_FIELDS = 60
REPORT_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
NAMES = {Language.KO: "한국어", Language.JA: "日本語", Language.EN: "English"}
Asked = Request[Any, Any, Any]


class CellShown(Struct, frozen=True):
    """A cell of a source, as the page shows it."""

    text: str
    name: str = ""
    """Of its field; empty where it is not one that the figure comes from."""
    first: str | None = None
    """What it was before it was changed here."""
    is_wrong: bool = False
    """Whether what was typed is no number."""


class SheetShown(Struct, frozen=True):
    """A source table, as the page shows it."""

    file: str
    date: str
    columns: Sequence[str]
    rows: Sequence[Sequence[CellShown]]
    near: int | None
    """The column to keep in sight on a phone: the one with fields, where there is one only."""


@get("/decisions")
async def decisions(request: Asked) -> Response[str]:
    """The report on the visitor's copy."""
    return await to_thread.run_sync(_report_page, request)


@get("/decisions/figure/{name:str}")
async def figure(request: Asked) -> Response[str]:
    """A figure with its source: the tables with their cells marked, to change in the copy."""
    return await to_thread.run_sync(_figure_as_it_stands, request)


def _report_page(request: Asked) -> Response[str]:
    language, copy = _language(request), _copies(request).of(_token(request))
    page = dossier_page(
        copy.built,
        copy.log,
        language,
        built_on=copy.log.builds[-1].built_on,
        leads=lambda one: _lead(one, language),
    )
    head, found, tail = render_insight(page).partition("<main>")
    # With no referrer at all, a browser does not say that the form is our own page's.
    head = head.replace('content="no-referrer"', 'content="same-origin"')
    bar = templates_of(PACKAGE).get_template("decisions_bar.html.jinja")
    html = head + found + bar.render(copy=copy, **_frame(language, "/decisions")) + tail
    return Response(html, media_type=MediaType.HTML, headers=REPORT_HEADERS)


def _figure_as_it_stands(request: Asked) -> Response[str]:
    return _figure_page(request, _copies(request).of(_token(request)), {}, ())


@post("/decisions/figure/{name:str}", status_code=200)
async def change_figure(request: Asked) -> Response[Any]:
    """The copy has the numbers that were typed; one that is none is named and nothing changes."""
    form = await request.form()
    typed = {str(key): str(value) for key, value in form.multi_items() if isinstance(value, str)}
    return await to_thread.run_sync(_change, request, typed)


@post("/decisions/reset", status_code=303)
async def reset(request: Asked) -> Response[Any]:
    """The copy is forgotten: the tables are as printed."""
    _copies(request).reset(_token(request))
    return Redirect(f"/decisions?lang={_language(request)}", status_code=303)


ROUTES: Sequence[HTTPRouteHandler] = (decisions, figure, change_figure, reset)


def _change(request: Asked, typed: Mapping[str, str]) -> Response[Any]:
    copies, token = _copies(request), _token(request)
    before = copies.of(token)
    _, one = _weighed(request, before)
    places = _fields(one, copies.original())
    given = {name: text for name, text in typed.items() if name in places}
    # A field that was left as it stood is no change, also where it stood empty.
    changed = {name: text for name, text in given.items() if text != _at(places[name], before)}
    parsed = {name: parse_cell(text) for name, text in changed.items()}
    shares = {
        name
        for name, number in parsed.items()
        if number is not None
        and not 0 <= float(number) <= 1
        and holds_shares(copies.original().built.sources.sheets, places[name])
    }
    wrong = shares | {name for name, number in parsed.items() if number is None}
    if len(typed) > MOST_FIELDS or not given or wrong:
        is_over = bool(shares) and wrong == shares
        return _figure_page(request, before, given, wrong, status_code=422, is_over=is_over)
    token = token or token_urlsafe(24)
    numbers = {places[name]: number for name, number in parsed.items() if number is not None}
    copies.change(token, numbers)
    language = _language(request)
    name = quote(one.evidence.id)
    answer = Redirect(f"/decisions/figure/{name}?lang={language}#now", status_code=303)
    answer.set_cookie(key=COOKIE, value=token, path="/decisions", httponly=True, samesite="strict")
    return answer


def _at(place: CellPlace, copy: Copy) -> str:
    sheet = copy.built.sources.sheets[place.table]
    return sheet.rows[place.row][sheet.columns.index(place.column)] or ""


def _figure_page(
    request: Asked,
    copy: Copy,
    given: Mapping[str, str],
    wrong: Collection[str],
    status_code: int = 200,
    *,
    is_over: bool = False,
) -> Response[str]:
    original, language = _copies(request).original(), _language(request)
    judged, one = _weighed(request, copy)
    first_judged, first = _weighed(request, original)
    fields = _fields(one, original)
    names = {place: name for name, place in fields.items()}
    sheets = [
        _shown(copy.built.sources.sheets[name], copy, names, given, wrong)
        for name in first.found.tables
    ]
    origin, bands = one.evidence.origin, one.evidence.bands
    answer, first_answer = (
        next(a for a in c.built.judgement.answers if a.question.id == judged.hypothesis.question)
        for c in (copy, original)
    )
    changes = changes_table(copy.built, copy.log, language)
    path = f"/decisions/figure/{quote(one.evidence.id)}"
    html = (
        templates_of(PACKAGE)
        .get_template("figure.html.jinja")
        .render(
            one=one,
            judged=judged,
            what=one.evidence.what.in_(language),
            claim=judged.hypothesis.claim.in_(language),
            asks=answer.question.asks.in_(language),
            why=one.evidence.why.in_(language) if one.evidence.why else "",
            note=one.evidence.note.in_(language) if one.evidence.note else "",
            would_change=judged.hypothesis.change.in_(language),
            agreement=agreement_text(judged, language),
            value=found_text(one, language),
            first_value=found_text(first, language),
            steps=[
                (render_text(f"dossier.col.{key}", language), was, now)
                for key, was, now in (
                    ("evidence", first.verdict, one.verdict),
                    ("hypothesis", first_judged.verdict, judged.verdict),
                    ("question", first_answer.verdict, answer.verdict),
                )
            ],
            bands=[
                (verdict, band_text(band, one.evidence.unit, language), verdict is one.verdict)
                for verdict, band in (bands.items() if bands else ())
            ],
            direction=render_text(f"dossier.direction.{bands.direction}", language)
            if bands
            else "",
            query=origin.query if isinstance(origin, ByQuery) else "",
            report=copy.built.sources.dossier.reports[origin.report]
            if isinstance(origin, ByReport)
            else None,
            place=origin.path.written if isinstance(origin, ByReport) else "",
            source=source_text(one, copy.built, language),
            sheets=sheets,
            copy=copy,
            changes=[[cell_of(cell) for cell in row] for row in changes.rows] if changes else [],
            heads=[column.label for column in changes.columns] if changes else [],
            nothing=NONE,
            has_fields=bool(fields),
            is_wrong=bool(wrong) or status_code != 200,
            wrong_text=render_text(
                "dossier.demo.no_share" if is_over else "dossier.demo.not_a_number", language
            ),
            word=partial(verdict_word, language=language),
            meaning=partial(verdict_text, language=language),
            **_frame(language, path),
        )
    )
    headers = page_headers(token_urlsafe(16), ())
    return Response(html, status_code=status_code, media_type=MediaType.HTML, headers=headers)


def _shown(
    sheet: Sheet,
    copy: Copy,
    names: Mapping[CellPlace, str],
    given: Mapping[str, str],
    wrong: Collection[str],
) -> SheetShown:
    def cell(row: int, column: str, text: str | None) -> CellShown:
        place = CellPlace(sheet.source.name, row, column)
        name = names.get(place, "")
        if not name:
            return CellShown(text or "", first=copy.changed.get(place))
        typed = given.get(name, text or "")
        return CellShown(typed[:60], name, copy.changed.get(place), name in wrong)

    rows = [
        [cell(at, column, text) for column, text in zip(sheet.columns, row, strict=True)]
        for at, row in enumerate(sheet.rows)
    ]
    near = {at for row in rows for at, one in enumerate(row) if one.name}
    return SheetShown(
        file=sheet.source.file,
        date=sheet.source.date,
        columns=sheet.columns,
        rows=rows,
        near=near.pop() if len(near) == 1 else None,
    )


def _fields(one: Weighed, original: Copy) -> dict[str, CellPlace]:
    """The cells that the figure comes from, by the names of their fields."""
    first = next(w for w in original.built.judgement.weighed if w.evidence.id == one.evidence.id)
    places = dict.fromkeys((*first.found.cells, *one.found.cells))
    return {f"{place.table}.{place.row}.{place.column}": place for place in places}


def _weighed(request: Asked, copy: Copy) -> tuple[Judged, Weighed]:
    name = str(request.path_params["name"])
    for judged in copy.built.judgement.judged:
        for one in judged.weighed:
            if one.evidence.id == name and not isinstance(one.evidence.origin, NotAtHand):
                return judged, one
    raise ClientException(status_code=404, detail="no such figure")


def _lead(one: Weighed, language: Language) -> str:
    if isinstance(one.evidence.origin, NotAtHand):
        return "#missing"
    return f"./decisions/figure/{one.evidence.id}?lang={language}"


def _frame(language: Language, path: str) -> dict[str, Any]:
    return {
        "language": language,
        "languages": [(one, NAMES[one]) for one in Language],
        "path": path,
        "t": partial(_text, language),
    }


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(key, language, **values)


def _language(request: Asked) -> Language:
    return parse_language(request.query_params.get("lang"), request.app.state["doors"].language)


def _copies(request: Asked) -> Copies:
    return cast(Copies, request.app.state["copies"])


def _token(request: Asked) -> str:
    token = request.cookies.get(COOKIE, "")
    return token if TOKEN.fullmatch(token) else ""
