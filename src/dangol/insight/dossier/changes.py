"""What changed from one build of a dossier to the next: figures and verdicts, from and to."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from dangol.insight.dossier.judge import Judgement

MOST_BUILDS = 500
"""Kept in a change log; the oldest are dropped."""

Part: TypeAlias = Literal["question", "hypothesis", "evidence"]
Sort: TypeAlias = Literal["figure", "verdict", "bands", "came", "went"]


class Standing(Struct, frozen=True):
    """How one part of a dossier stood in a build."""

    part: Part
    verdict: str
    figure: float | None = None
    bands: str = ""
    """The thresholds, as written."""


class Change(Struct, frozen=True, omit_defaults=True):
    """One thing that is not as it was."""

    id: str
    part: Part
    sort: Sort
    before: float | str | None = None
    after: float | str | None = None


class Build(Struct, frozen=True):
    """One build: when, how all stood, and what had changed since the one before."""

    built_on: str
    standing: Mapping[str, Standing]
    changes: tuple[Change, ...]


class ChangeLog(Struct, frozen=True):
    """The builds of a dossier, oldest first."""

    version: Literal[1] = 1
    builds: tuple[Build, ...] = ()


def standing_of(judgement: Judgement) -> dict[str, Standing]:
    """How every question, hypothesis and figure stands."""
    standing: dict[str, Standing] = {}
    for answer in judgement.answers:
        standing[answer.question.id] = Standing("question", answer.verdict.value)
        for judged in answer.judged:
            standing[judged.hypothesis.id] = Standing("hypothesis", judged.verdict.value)
            for one in judged.weighed:
                bands = one.evidence.bands
                written = [] if bands is None else [band.written for _, band in bands.items()]
                standing[f"evidence:{one.evidence.id}"] = Standing(
                    "evidence", one.verdict.value, one.found.value, " | ".join(written)
                )
    return standing


def changes_between(
    before: Mapping[str, Standing], after: Mapping[str, Standing]
) -> tuple[Change, ...]:
    """Every difference, in the dossier's order; parts that went away come last.

    Laws: empty if and only if the two are equal.
    """
    found: list[Change] = []
    for name, now in after.items():
        old, plain = before.get(name), name.removeprefix("evidence:")
        if old is None:
            value = now.figure if now.figure is not None else now.verdict
            found.append(Change(plain, now.part, "came", None, value))
            continue
        if old.figure != now.figure:
            found.append(Change(plain, now.part, "figure", old.figure, now.figure))
        if old.bands != now.bands:
            found.append(Change(plain, now.part, "bands", old.bands, now.bands))
        if old.verdict != now.verdict or old.part != now.part:
            found.append(Change(plain, now.part, "verdict", old.verdict, now.verdict))
    for name, old in before.items():
        if name not in after:
            value = old.figure if old.figure is not None else old.verdict
            found.append(Change(name.removeprefix("evidence:"), old.part, "went", value, None))
    return tuple(found)


def with_build(log: ChangeLog, built_on: str, standing: Mapping[str, Standing]) -> ChangeLog:
    """The log with this build, or as it was where nothing has changed since the last one."""
    if not log.builds:
        return ChangeLog(builds=(Build(built_on, dict(standing), ()),))
    changes = changes_between(log.builds[-1].standing, standing)
    if not changes:
        return log
    builds = (*log.builds, Build(built_on, dict(standing), changes))
    return ChangeLog(builds=builds[-MOST_BUILDS:])
