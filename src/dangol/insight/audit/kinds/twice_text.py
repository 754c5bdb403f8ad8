"""The same quantity with two values in two sentences."""

import re
from collections.abc import Iterator

import msgspec

from dangol.insight.audit.finding import Finding
from dangol.insight.audit.kinds.twice_cells import appears
from dangol.insight.audit.kinds.twice_tables import GENERIC, may_be_stale, twice_finding
from dangol.insight.audit.reading.contexts import (
    Context,
    are_turned,
    context_of,
)
from dangol.insight.audit.reading.document import Document, Sentence
from dangol.insight.audit.reading.figures import Figure, read_figures
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.units import DAYS, POINTS, SECONDS, TIMES


class Said(msgspec.Struct, frozen=True):
    """A figure of a sentence with what it is said of."""

    figure: Figure
    line: int
    context: Context
    key: str
    """Its grammatical subject, where one stands directly before it."""
    section: int
    pattern: str
    """Its sentence without its figures."""


_SUBJECT = re.compile(
    r"(?P<ko>[가-힣A-Za-z0-9·/ ]{2,24}?)(?:은|는|이|가|도|:|=)\s?(?:모두 |총 |약 )?$"
    r"|(?P<ja>[一-龥ぁ-んァ-ヶーA-Za-z0-9・]{2,24}?)(?:は|が|:|=)、?\s?(?:合計|計|全部で)?$"
    r"|(?P<noun>[一-龥ァ-ヶー]{2,12})$"
    r"|(?P<en>\b(?:the |our )?[a-z][a-z -]{3,30}?)(?: (?:is|was|are|were|of|at|stood at|"
    r"came to|totalled|reached|comes to|cost|costs)|:|=)\s?(?:now )?$",
    re.IGNORECASE,
)
MOST_SAID = 400
"""Figures of sentences that are compared with each other."""


def check_sentences(document: Document, grids: list[Grid]) -> list[Finding]:
    """Every quantity that two sentences give with different values."""
    said = [
        one
        for sentence in document.sentences
        if not sentence.is_heading
        for one in _said_of(sentence)
    ][:MOST_SAID]
    found: list[Finding] = []
    by_unit: dict[str, list[Said]] = {}
    for one in said:
        by_unit.setdefault(_sort_of(one.figure.unit), []).append(one)
    for places in by_unit.values():
        series = _series(places)
        for at, other in enumerate(places):
            for one in places[:at]:
                if other.context.near in series or other.key in series:
                    continue
                if one.line != other.line and _are_one(one, other):
                    # A value that stands elsewhere too is the sounder of the two.
                    wrong, right = other, one
                    if appears(other.figure, grids, other.line) and not appears(
                        one.figure, grids, one.line
                    ):
                        wrong, right = one, other
                    found.append(
                        twice_finding(
                            wrong.line,
                            wrong.figure.text,
                            right.figure.text,
                            wrong.key or " ".join(sorted(wrong.context.near & right.context.near)),
                            (right.line,),
                        )
                    )
    return list({(one.line, one.printed): one for one in found}.values())


def _sort_of(unit: str) -> str:
    """The unit, but for nouns that only say what is counted: places, people."""
    is_noun = unit.isascii() and unit.isalpha() and unit.islower() and len(unit) > 2
    return "" if is_noun and unit not in (*DAYS, *SECONDS, "quarter", "workday") else unit


def _series(places: list[Said]) -> set[frozenset[str] | str]:
    """What is said of many figures: entries of a log, not one quantity told twice."""
    values: dict[frozenset[str] | str, set[float]] = {}
    for one in places:
        values.setdefault(one.context.near, set()).add(one.figure.value)
        if one.key:
            values.setdefault(one.key, set()).add(one.figure.value)
    return {about for about, told in values.items() if len(told) > 2}


def _are_one(one: Said, other: Said) -> bool:
    """Whether two figures of one unit are of one quantity and disagree."""
    mine, theirs = one.figure, other.figure
    if mine.interval.meets(theirs.interval) or mine.is_signed != theirs.is_signed:
        return False
    if mine.is_bound != theirs.is_bound:
        return False
    if one.pattern == other.pattern:
        return False  # the same sentence of two things, which their headings name
    if one.section == other.section:
        return False  # two values side by side are told apart by words that are not read here
    a, b = one.context, other.context
    is_turned = are_turned(mine, theirs)
    if (a.senses ^ b.senses) - _SLIGHT or _marks_clash(a.marks, b.marks, is_loose=is_turned):
        return False
    shared = a.near & b.near
    if is_turned:
        digits = sum(letter.isdigit() for letter in mine.text)
        wide = a.wide & b.wide
        if digits >= 4:
            return bool(shared) or len(wide) >= 2
        is_inside = bool(shared) and (a.near <= b.near or b.near <= a.near)
        is_noun = mine.unit == theirs.unit and len(mine.unit) > 3 and mine.unit.islower()
        if digits == 3:
            return bool(shared) and (len(wide) >= 2 or is_inside or is_noun)
        return len(shared) >= 2 and (is_inside or is_noun)
    if not may_be_stale(mine, theirs) or mine.value < 10 * mine.step:
        return False
    is_inside = a.near <= b.near or b.near <= a.near
    if mine.unit and len(shared) >= 2 and is_inside and len(a.wide & b.wide) >= 3:
        return True
    is_long = len(one.key) >= (4 if one.key.isascii() else 3)
    return bool(one.figure.unit) and is_long and one.key == other.key


_SLIGHT = frozenset(("new", "only", "all", "overall", "전체", "全体", "모두"))
"""Senses that make no other quantity of a figure told elsewhere."""


def _marks_clash(one: frozenset[str], other: frozenset[str], *, is_loose: bool) -> bool:
    """Whether each names a period, version or code that the other does not."""
    for sort in "mqhy":
        mine, theirs = (
            {m for m in marks if m[0] == sort and m[1:].isalnum()} for marks in (one, other)
        )
        if mine != theirs and ((mine and theirs) or (sort in "mq" and not is_loose)):
            return True
    codes = [
        frozenset(m for m in marks if not re.fullmatch(r"[mqhy]\w+", m)) for marks in (one, other)
    ]
    return codes[0] != codes[1]


def _said_of(sentence: Sentence) -> Iterator[Said]:
    text = sentence.text
    figures = read_figures(text)
    start = 0
    for figure in figures:
        lead = text[start : figure.start]
        start = figure.end
        if figure.is_range or figure.is_about or figure.unit in (TIMES, POINTS):
            continue
        if len([c for c in figure.text if c.isdigit()]) < 2:
            continue
        subject = _SUBJECT.search(lead)
        key = ""
        if subject is not None:
            key = (
                (subject["ko"] or subject["ja"] or subject["noun"] or subject["en"] or "")
                .strip()
                .lower()
            )
            key = re.sub(r"^.*?(?:월|月|분기|년|年|四半期)(?:의|の)?\s?", "", key) or key
            key = re.sub(r"^(?:the|our|a|이|그|저)\s", "", key)
            key = "" if len(key) < 2 or GENERIC.search(key) else key
        line = sentence.line_at(figure.start)
        context = context_of(text, figure)
        if (
            figure.unit
            and figure.unit.isascii()
            and figure.unit.isalpha()
            and figure.unit.islower()
            and len(figure.unit) > 3
        ):
            near = context.near | {figure.unit}
            context = msgspec.structs.replace(context, near=near)
        pattern = re.sub(r"[0-9.,]+", "", text)
        yield Said(figure, line, context, key, sentence.section, pattern)
