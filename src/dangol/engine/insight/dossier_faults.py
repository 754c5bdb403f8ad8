"""Questions of a dossier that cannot be answered as they are written, said in plain sentences.

That is no missing evidence: whoever wrote the file has to mend it. What the database says is put
into the reader's words where its kind is known, and quoted where it is not.
"""

import re

from msgspec import Struct

from dangol.engine.insight.dossier import Built
from dangol.insight.dossier.judge import Absence, Found, Judged, Weighed
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

FAULTS: frozenset[Absence] = frozenset(
    ("refused", "query_fault", "timed_out", "many_rows", "no_number", "not_there")
)
"""Absences of a figure that come from the question and not from what is at hand."""
_SAYINGS = (
    ("no_value", re.compile(r"""Could not convert string ["'](?P<what>.*)["'] to""")),
    ("no_value", re.compile(r"invalid \w+ field format: \"(?P<what>.*?)\"")),
    ("no_column", re.compile(r"Referenced column \"(?P<what>.*?)\" not found")),
    ("no_column", re.compile(r"does not have a column named \"(?P<what>.*?)\"")),
    ("no_table", re.compile(r"Referenced table \"(?P<what>.*?)\" not found")),
    ("no_table", re.compile(r"there is no table (?P<what>.*?); there are")),
    ("text_counted", re.compile(r"argument types '(?P<what>[^(']{1,40})\(.*VARCHAR")),
    ("text_counted", re.compile(r"Cannot compare values of type (?P<what>VARCHAR)\b")),
    ("no_sql", re.compile(r"(?P<what>syntax error.*)")),
    ("ungrouped", re.compile(r"column \"(?P<what>.*?)\" must appear in the GROUP BY")),
)


class DossierFault(Struct, frozen=True):
    """A piece of evidence whose question is at fault."""

    hypothesis: str
    """Its claim."""
    evidence: str
    """What the figure would be."""
    problem: str
    hint: str


def faults_of(built: Built, language: Language) -> list[DossierFault]:
    """Every fault of the file's questions, in its order."""
    return [
        _told(judged, one, built, language)
        for judged in built.judgement.judged
        for one in judged.weighed
        if one.found.absence in FAULTS
    ]


def problem_text(found: Found, language: Language) -> str | None:
    """What is wrong with a query in plain words; None where its kind is not known."""
    sort, what = _sort_of(found)
    return render_text(f"dossier.fault.{sort}", language, what=what) if sort else None


def _told(judged: Judged, one: Weighed, built: Built, language: Language) -> DossierFault:
    sort, _ = _sort_of(one.found)
    absence = one.found.absence or "query_fault"
    plain = problem_text(one.found, language)
    problem = plain or render_text(f"dossier.absence.{absence}", language, detail=one.found.detail)
    hint = render_text(f"dossier.fault_hint.{sort or absence}", language)
    if sort == "no_column":
        columns = [
            column for name in one.found.tables for column in built.sources.sheets[name].columns
        ]
        hint = render_text("dossier.fault_hint.no_column", language, names=", ".join(columns))
    elif sort == "no_table":
        names = ", ".join(built.sources.sheets)
        hint = render_text("dossier.fault_hint.no_table", language, names=names)
    claim, what = judged.hypothesis.claim.in_(language), one.evidence.what.in_(language)
    return DossierFault(claim, what, problem, hint)


def _sort_of(found: Found) -> tuple[str, str]:
    if found.absence in ("query_fault", "refused"):
        for sort, saying in _SAYINGS:
            if told := saying.search(found.detail):
                return sort, told["what"][:60]
    return "", ""
