"""Figures become verdicts: a figure by its bands, a hypothesis by its evidence, a question by both.

A hypothesis has the worst verdict of its evidence that is known, and none where evidence that it
requires is missing: what is not known is never green. A question has the worst verdict of its
hypotheses (all must stand) or the best (one is enough), and none where one it requires has none.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from dangol.insight.dossier.bands import Verdict, best_of, verdict_of, worst_of
from dangol.insight.dossier.model import Dossier, Evidence, Hypothesis, NotAtHand, Question, Rule

Absence: TypeAlias = Literal[
    "not_at_hand",
    "no_file",
    "unreadable",
    "refused",
    "query_fault",
    "timed_out",
    "no_row",
    "many_rows",
    "empty",
    "no_number",
    "not_there",
]
"""Why there is no figure."""


class CellPlace(Struct, frozen=True):
    """A cell of a table: its row counted from 0, and its column."""

    table: str
    row: int
    column: str


class Found(Struct, frozen=True):
    """A figure, or why there is none; and where it is from."""

    value: float | None = None
    absence: Absence | None = None
    detail: str = ""
    """What the absence is about, such as the file's name."""
    tables: tuple[str, ...] = ()
    report: str = ""
    cells: tuple[CellPlace, ...] = ()
    """Those that change the figure when they change."""


class Weighed(Struct, frozen=True):
    """A piece of evidence with its verdict."""

    evidence: Evidence
    found: Found
    verdict: Verdict


class Judged(Struct, frozen=True):
    """A hypothesis with its verdict."""

    hypothesis: Hypothesis
    verdict: Verdict
    weighed: tuple[Weighed, ...]
    printed: Verdict | None
    """What the papers' own mark means, where they have one."""
    printed_mark: str = ""

    @property
    def missing(self) -> tuple[Weighed, ...]:
        """Evidence without a figure."""
        return tuple(one for one in self.weighed if one.found.value is None)

    @property
    def telling(self) -> tuple[Weighed, ...]:
        """The evidence that decided: what is required and missing, or has the verdict."""
        if self.verdict is Verdict.UNKNOWN:
            return tuple(one for one in self.missing if one.evidence.is_required) or self.missing
        return tuple(one for one in self.weighed if one.verdict is self.verdict)


class Answered(Struct, frozen=True):
    """A question with its verdict."""

    question: Question
    verdict: Verdict
    judged: tuple[Judged, ...]
    printed: Verdict | None
    printed_mark: str = ""

    @property
    def telling(self) -> tuple[Judged, ...]:
        """The hypotheses that decided."""
        alike = tuple(one for one in self.judged if one.verdict is self.verdict)
        required = tuple(one for one in alike if one.hypothesis.is_required)
        return (required or alike) if self.verdict is Verdict.UNKNOWN else alike


class Judgement(Struct, frozen=True):
    """A dossier with every verdict."""

    dossier: Dossier
    answers: tuple[Answered, ...]

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every hypothesis."""
        return tuple(one for answer in self.answers for one in answer.judged)

    @property
    def weighed(self) -> tuple[Weighed, ...]:
        """Every piece of evidence."""
        return tuple(one for judged in self.judged for one in judged.weighed)


def judge(dossier: Dossier, found: Mapping[str, Found], printed: Mapping[str, str]) -> Judgement:
    """The dossier with its verdicts.

    `found` has the figures by evidence; `printed` the papers' marks by question or hypothesis.
    Laws: nothing is green whose required evidence is missing; the verdict follows from the figures
    and the bands alone, never from the papers' marks.
    """

    def weigh(evidence: Evidence) -> Weighed:
        figure = found.get(evidence.id, Found(absence="not_at_hand"))
        if isinstance(evidence.origin, NotAtHand) or figure.value is None:
            return Weighed(evidence, figure, Verdict.UNKNOWN)
        assert evidence.bands is not None  # the reader lets no figure in without them
        return Weighed(evidence, figure, verdict_of(evidence.bands, figure.value))

    def judge_one(hypothesis: Hypothesis) -> Judged:
        weighed = tuple(weigh(one) for one in hypothesis.evidence)
        verdict = combine([(one.verdict, one.evidence.is_required) for one in weighed], "worst")
        mark = printed.get(hypothesis.id, "")
        return Judged(hypothesis, verdict, weighed, dossier.signals.get(mark), mark)

    def answer(question: Question) -> Answered:
        judged = tuple(judge_one(one) for one in dossier.of_question(question.id))
        verdict = combine(
            [(one.verdict, one.hypothesis.is_required) for one in judged], question.rule
        )
        mark = printed.get(question.id, "")
        return Answered(question, verdict, judged, dossier.signals.get(mark), mark)

    return Judgement(dossier, tuple(answer(one) for one in dossier.questions))


def combine(verdicts: Sequence[tuple[Verdict, bool]], rule: Rule) -> Verdict:
    """The verdict of several, each with whether it is required.

    Where one is enough, a green one that is known stands whatever else is missing.
    """
    plain = [verdict for verdict, _ in verdicts]
    if rule == "best" and Verdict.GREEN in plain:
        return Verdict.GREEN
    if any(is_required and verdict is Verdict.UNKNOWN for verdict, is_required in verdicts):
        return Verdict.UNKNOWN
    return worst_of(plain) if rule == "worst" else best_of(plain)
