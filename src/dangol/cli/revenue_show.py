"""How a command on revenue takes months and ledgers, and where its answer is shown."""

import csv
import io
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rich.console import Console

from dangol.cli.console import print_json, print_note, write_whole
from dangol.terms.errors import InputError
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a text for a formula. Source: OWASP, CSV Injection."""


class MonthOptionError(InputError):
    """A month that is none."""

    code = "input.month_unreadable"


def show(as_json: bool, html: Path | None, language: Language, result: Any, page: Any) -> None:
    """The result as JSON, as a page, or both; in the terminal where neither was asked for."""
    if html is not None:
        from dangol.engine.insight.pages import render_insight

        write_whole(html, render_insight(page()).encode())
        print_note(render_text("revenue.written", language, file=str(html)))
    if as_json:
        print_json(result())
    elif html is None:
        from dangol.cli.insight_tables import print_page

        print_page(page(), Console())


def month_given(text: str | None, option: str) -> date | None:
    """The first day of the month that an option names.

    Raises: MonthOptionError (`input.month_unreadable`).
    """
    from dangol.insight.revenue.columns import parse_day

    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise MonthOptionError(f"{option} {text!r} is no month", hint="write it as 2024-01")
    return day.replace(day=1)


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The table as CSV, in which a spreadsheet finds no formula: such a text gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def this_day() -> date:
    """Today, where this computer is."""
    return datetime.now(UTC).astimezone().date()


def command_typed() -> str:
    """The command as it was typed, to make the report again."""
    return shlex.join(["dangol", *sys.argv[1:]])


def _harmless(cell: str) -> str:
    if not cell.startswith(FORMULA_SIGNS):
        return cell
    try:
        Decimal(cell)
    except InvalidOperation:
        return f"'{cell}"
    return cell
