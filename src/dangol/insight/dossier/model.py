"""A dossier as values: what is asked, what is claimed, and by which figures it is to be judged."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from dangol.decide.playbook import Texts
from dangol.insight.dossier.bands import Bands, Verdict
from dangol.insight.dossier.json_path import JsonPath

Unit: TypeAlias = Literal["share", "points", "count", "number", "times"]
"""How a figure is written: 62%, -28 points, 1,264, 3.4, 5.3 times."""
UNITS: tuple[Unit, ...] = ("share", "points", "count", "number", "times")

Rule: TypeAlias = Literal["worst", "best"]
"""How verdicts combine: all must stand (the worst known), or one is enough (the best known)."""
RULES: tuple[Rule, ...] = ("worst", "best")


class TableSource(Struct, frozen=True):
    """A file of rows that queries may name."""

    name: str
    file: str
    """Beneath the dossier's folder."""
    date: str
    """Of the data: a year, a month or a day."""
    about: Texts


class ReportSource(Struct, frozen=True):
    """What `dangol … --json` printed once."""

    name: str
    file: str
    date: str
    about: Texts
    command: str
    """That makes it again."""


class MissingSource(Struct, frozen=True):
    """A source that is cited but not at hand."""

    id: str
    title: Texts
    ask: Texts
    """What to ask for, of whom."""


class ByQuery(Struct, frozen=True):
    """A figure that a SELECT over the tables gives."""

    query: str


class ByReport(Struct, frozen=True):
    """A figure that stands in a saved report."""

    report: str
    path: JsonPath


class NotAtHand(Struct, frozen=True):
    """A figure that nobody has given yet."""

    source: str = ""
    """The id of the missing source that would have it, if one is cited."""


Origin: TypeAlias = ByQuery | ByReport | NotAtHand


class Evidence(Struct, frozen=True):
    """A figure, where it is from, and which values of it would say what."""

    id: str
    what: Texts
    """What the figure is: its definition."""
    origin: Origin
    ask: Texts | None
    """What to ask for where it is missing."""
    unit: Unit | None = None
    bands: Bands | None = None
    why: Texts | None = None
    """Why the thresholds stand where they stand."""
    is_required: bool = True
    printed: str = ""
    """The figure as a paper prints it."""
    note: Texts | None = None


class Hypothesis(Struct, frozen=True):
    """A claim that the evidence may speak for or against."""

    id: str
    question: str
    claim: Texts
    change: Texts
    """What would change the verdict."""
    evidence: tuple[Evidence, ...]
    is_required: bool = True
    """Whether the question cannot be answered without it."""
    printed: str = ""
    """A query for what the papers print as its verdict."""
    printed_says: Texts | None = None


class Question(Struct, frozen=True):
    """What the team must decide."""

    id: str
    asks: Texts
    rule: Rule
    printed: str = ""
    printed_says: Texts | None = None


class Dossier(Struct, frozen=True):
    """A whole `dossier.toml`."""

    title: Texts
    lead: Texts
    tables: Mapping[str, TableSource]
    reports: Mapping[str, ReportSource]
    missing: Mapping[str, MissingSource]
    signals: Mapping[str, Verdict]
    """What the papers' own marks mean."""
    questions: tuple[Question, ...]
    hypotheses: tuple[Hypothesis, ...]

    def of_question(self, question: str) -> tuple[Hypothesis, ...]:
        """The hypotheses of a question in the file's order."""
        return tuple(one for one in self.hypotheses if one.question == question)
