"""What the keys of a `dossier.toml` have in common: names, files, dates, queries, texts."""

import re
from collections.abc import Collection
from typing import TypeVar

from dangol.decide.playbook import Texts
from dangol.decide.toml_faults import listed, nearest
from dangol.decide.toml_table import Table

LONGEST_TEXT = 900
LONGEST_QUERY = 4_000
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
FILE = re.compile(r"(?!/)(?!.*(^|/)\.\.?(/|$))[^\\:*?\"<>|\x00-\x1f]+")
MOST_SOURCES = 60

Kept = TypeVar("Kept")


def left_out(table: Table, key: str) -> None:
    """The key may stand here, and does not."""
    table.asked.append(key)


def optional_tables(root: Table, key: str, keys: Collection[str]) -> list[Table]:
    """The tables of a list that may be left out."""
    if key not in (root.value or {}):
        root.asked.append(key)
        return []
    return root.tables(key, keys, fewest=1, most=MOST_SOURCES)


def keep(made: dict[str, Kept], name: str, one: Kept, table: Table, key: str) -> None:
    """The part is kept under its name; one that stands twice is noted."""
    if name in made and table.are_sound(key):
        table.note(key, f"{name} stands here a second time", f"give it another {key}")
    made[name] = one


def shaped(table: Table, key: str, example: str, shape: re.Pattern[str], told: str) -> str:
    """A text of that shape."""
    text = table.text(key, example, longest=200)
    if shape.fullmatch(text):
        return text
    if table.are_sound(key):
        table.note(key, f"must be {told}, but is {text[:60]!r}", f'write {key} = "{example}"')
    return example


def file_at(table: Table, example: str) -> str:
    """A file beneath the dossier's folder."""
    told = "a file beneath the dossier's folder, without .."
    return shaped(table, "file", example, FILE, told)


def date_at(table: Table) -> str:
    """A year, a month or a day."""
    return shaped(table, "date", "2026-02", DATE, "a year, a month or a day, as 2026-02")


def known_at(table: Table, key: str, known: Collection[str], what: str, example: str) -> str:
    """The name of a part that the file has."""
    name = table.text(key, example, longest=60)
    if name not in known and table.are_sound(key) and key in (table.value or {}):
        meant = nearest(name, list(known))
        hint = f"did you mean {meant}?" if meant else f"it can be {listed(list(known) or ['none'])}"
        table.note(key, f"must be {what}, but is {name[:60]!r}", hint)
    return name


def query_at(table: Table, key: str) -> str:
    """A query, which may stand in several lines."""
    value = (table.value or {}).get(key)
    if isinstance(value, str) and "\n" in value:
        table.value = {**(table.value or {}), key: " ".join(value.split("\n"))}
    return table.text(key, "SELECT share FROM pain_points", longest=LONGEST_QUERY).strip()


def query_or_none(table: Table, key: str) -> str:
    """A query, or an empty text where the key is left out."""
    if key not in (table.value or {}):
        table.asked.append(key)
        return ""
    return query_at(table, key)


def text_or_none(table: Table, key: str, example: str) -> str:
    """A short text, or an empty one where the key is left out."""
    if key not in (table.value or {}):
        table.asked.append(key)
        return ""
    return table.text(key, example, longest=60)


def words_at(table: Table, key: str, example: str) -> Texts:
    """A text, either one for all languages or a table of `ko`, `ja` and `en`."""
    if isinstance((table.value or {}).get(key), dict):
        inner = table.table(key, ("ko", "ja", "en"))
        ko, ja, en = (
            inner.text(name, example, longest=LONGEST_TEXT) for name in ("ko", "ja", "en")
        )
        inner.close()
        return Texts(ko=ko, ja=ja, en=en)
    text = table.text(key, example, longest=LONGEST_TEXT)
    return Texts(ko=text, ja=text, en=text)


def words_or_none(table: Table, key: str, example: str) -> Texts | None:
    """As `words_at`, or None where the key is left out."""
    if key not in (table.value or {}):
        table.asked.append(key)
        return None
    return words_at(table, key, example)
