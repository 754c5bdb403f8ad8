"""The one catalogue of texts: what Dangol says to people, in Korean, Japanese and English.

The texts stand in `texts/*.toml`. A table with `ko`, `ja` and `en` is one text, and the path to it
is its key. `{name}` is a place for a value. `en_one` is the English for exactly one `n`.
"""

import string
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, cast

from dangol.terms.errors import DangolError
from dangol.terms.languages import Language

FORMS = frozenset([*Language, "en_one"])
"""The keys of a text's own table."""


class MissingTextError(DangolError):
    """A text that the catalogue does not hold, or not whole: a fault of Dangol itself."""

    code = "text.missing"
    exit_code = 70

    def __init__(self, key: str, missing: str) -> None:
        super().__init__(f"the text {key!r} has no {missing}", hint="please report this")


@cache
def read_texts() -> Mapping[str, Mapping[str, str]]:
    """Every text by its key, as a mapping from language to template.

    Raises: MissingTextError (`text.missing`) where one lacks a language, says something else
    beside, or stands in two files.
    """
    texts: dict[str, Mapping[str, str]] = {}
    folder = files("dangol.terms").joinpath("texts")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for key, forms in parse_texts(file.read_text("utf-8")).items():
                if key in texts:
                    raise MissingTextError(key, "one place: it stands in two files")
                texts[key] = forms
    return texts


def parse_texts(text: str) -> dict[str, Mapping[str, str]]:
    """The texts of one file by their keys.

    Raises: MissingTextError (`text.missing`) where one lacks a language or says something beside.
    """
    return dict(_texts_in(tomllib.loads(text), ""))


def render_text(key: str, language: Language, **values: int | str) -> str:
    """The text in that language with its values; whole numbers get marks between thousands.

    Raises: MissingTextError (`text.missing`).
    """
    forms = read_texts().get(key)
    if forms is None:
        raise MissingTextError(key, "entry in the catalogue")
    template = forms[language]
    if language is Language.EN and values.get("n") == 1:
        template = forms.get("en_one", template)
    if not values:
        return template
    try:
        return template.format_map({name: _plain(value) for name, value in values.items()})
    except KeyError as fault:
        raise MissingTextError(key, f"value for {fault}") from fault


def join_sentences(language: Language, *sentences: str) -> str:
    """The sentences that are not empty, one after the other; Japanese has no space between."""
    return ("" if language is Language.JA else " ").join(filter(None, sentences))


def render_number(number: float, places: int = 0) -> str:
    """The number as all three languages write it: 12,345.6."""
    return f"{number:,.{places}f}"


def render_share(ratio: float) -> str:
    """The share as a percentage, finer the smaller it is: 31%, 3.2%, 0.83%."""
    percent = ratio * 100
    size = abs(percent)
    places = 0 if size == 0 or size >= 10 else 1 if size >= 1 else 2
    return f"{percent:,.{places}f}%"


def render_date(day: date, language: Language) -> str:
    """The day in full: 2026년 10월 1일, 2026年10月1日, 1 October 2026."""
    month = render_text(f"date.month.{day.month}", language)
    return render_text("date.day", language, year=str(day.year), month=month, day=str(day.day))


def render_short_date(day: date, language: Language) -> str:
    """The day without its year: 10월 1일, 10月1日, 1 Oct."""
    return render_text("date.short", language, month=_short_month(day, language), day=str(day.day))


def render_chart_date(day: date, language: Language) -> str:
    """The day as it fits beneath a narrow bar: 10/1, 10/1, 1 Oct."""
    number, month = str(day.month), _short_month(day, language)
    return render_text("date.chart", language, number=number, month=month, day=str(day.day))


def places_of(template: str) -> frozenset[str]:
    """The names of the values that a template has places for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _short_month(day: date, language: Language) -> str:
    month = render_text(f"date.month.{day.month}", language)
    return month[:3] if language is Language.EN else month


def _plain(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _texts_in(table: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, str]]]:
    if not table.keys() & FORMS:
        for name, inner in table.items():
            key = f"{path}.{name}" if path else name
            if not isinstance(inner, dict):
                raise MissingTextError(key, "language: it is a text by itself")
            yield from _texts_in(cast("dict[str, Any]", inner), key)
        return
    for language in Language:
        if not isinstance(table.get(language), str) or not table[language].strip():
            raise MissingTextError(path, f"text in {language.value}")
    if table.keys() - FORMS:
        raise MissingTextError(path, f"meaning for {sorted(table.keys() - FORMS)}")
    yield path, {form: str(text).strip() for form, text in table.items()}
