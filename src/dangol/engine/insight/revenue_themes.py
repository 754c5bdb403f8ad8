"""Themes of notes from a file, joined to a ledger's accounts: rows of account, theme, stage, at."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dangol.engine.insight.reading import FileRows, read_rows
from dangol.engine.tables import TableError
from dangol.insight.revenue.columns import month_number, parse_day
from dangol.insight.revenue.themes import Hit
from dangol.insight.voc.themes import BUILT_IN, built_in_text, read_themes
from dangol.terms.languages import Language

ACCOUNTS = ("account", "account_id", "customer", "customer_id", "고객", "고객사", "顧客", "取引先")
THEMES = ("theme", "themes", "theme_id", "주제", "테마", "テーマ")
MONTHS = ("at", "date", "month", "created_at", "submitted_at", "날짜", "일시", "日付", "日時")
MOST_BYTES = 1 << 30


class JsonRow(Struct, frozen=True):
    """A row of `dangol voc themes --json`."""

    account: str | int | None = None
    theme: str | None = None
    stage: str | None = None
    at: str | None = None


class JsonThemes(Struct, frozen=True):
    """As much of `dangol voc themes --json` as is needed here."""

    rows: list[JsonRow]


class ReadHits(Struct, frozen=True):
    """What a file of themes holds."""

    file: str
    hits: tuple[Hit, ...]
    rows: int
    without_account: int
    without_theme: int
    undated: int
    """Rows whose date is empty or does not read as one; set aside where others have dates."""


def read_hits(
    path: Path,
    *,
    account: str | None = None,
    theme: str | None = None,
    at: str | None = None,
    stage: str | None = None,
) -> ReadHits:
    """The themes in a file: the JSON of `dangol voc themes`, or a table with a row a theme.

    With `stage`, the rows of that stage alone.
    Raises: TableError.
    """
    rows = (
        _json_rows(path)
        if path.suffix.lower() == ".json"
        else _table_rows(path, account, theme, at)
    )
    chosen = [row for row in rows if stage is None or row.stage == stage]
    if not chosen:
        raise TableError(
            f"{path.name} has no rows" + (f" of the stage {stage!r}" if stage else ""),
            hint="`dangol voc themes … --account COL --json` writes them",
        )
    hits: list[Hit] = []
    without_account = without_theme = undated = 0
    for row in chosen:
        name = "" if row.account is None else str(row.account).strip()
        if not name:
            without_account += 1
        elif not row.theme:
            without_theme += 1
        else:
            day = parse_day(row.at) if row.at else None
            undated += day is None
            hits.append(Hit(name, row.theme.strip(), None if day is None else month_number(day)))
    return ReadHits(path.name, tuple(hits), len(chosen), without_account, without_theme, undated)


def theme_names(language: Language) -> dict[str, str]:
    """What the themes that come with Dangol are called, by their ids."""
    names: dict[str, str] = {}
    for file in BUILT_IN:
        for theme in read_themes(built_in_text(file), file).themes:
            names.setdefault(theme.id, theme.name.of(language))
    return names


def _json_rows(path: Path) -> Sequence[JsonRow]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TableError(f"{path.name} is too large", hint="write it as JSON lines")
        data = path.read_bytes()
        begins = data.lstrip()[:1]
        if begins == b"[":
            return msgspec.json.decode(data, type=list[JsonRow])
        return msgspec.json.decode(data, type=JsonThemes).rows
    except OSError as fault:
        raise TableError(
            f"{path} cannot be read: {fault.strerror}", hint="name a file of themes"
        ) from fault
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as fault:
        raise TableError(
            f"{path.name} holds no rows of account and theme: {fault}",
            hint="`dangol voc themes … --account COL --json` writes them",
        ) from fault


def _table_rows(
    path: Path, account: str | None, theme: str | None, at: str | None
) -> Sequence[JsonRow]:
    rows = read_rows(path)
    named = _column(rows, account, ACCOUNTS, "--theme-account")
    about = _column(rows, theme, THEMES, "--theme")
    when = at or next((one for one in rows.columns if one.casefold() in MONTHS), None)
    if when is not None:
        rows.require(when, option="--at")
    stage = "stage" if "stage" in rows.columns else None
    return [
        JsonRow(
            _text(row[named]),
            _text(row[about]),
            _text(row[stage]) if stage else None,
            _text(row[when]) if when else None,
        )
        for row in rows.table.to_pylist()
    ]


def _column(rows: FileRows, given: str | None, usual: Sequence[str], option: str) -> str:
    if given is not None:
        return rows.require(given, option=option)
    found = next((one for one in rows.columns if one.casefold() in usual), None)
    return found if found is not None else rows.require(usual[0], option=option)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
