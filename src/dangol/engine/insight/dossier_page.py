"""A judged dossier as a report: every verdict with its figure, and every figure with its source."""

from collections.abc import Callable, Sequence

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_answer import answer_section
from dangol.engine.insight.dossier_changes import changes_section
from dangol.engine.insight.dossier_missing import missing_section
from dangol.engine.insight.dossier_sources import (
    columns_of,
    report_anchor,
    sources_of,
    table_anchor,
    tone_of,
)
from dangol.engine.insight.dossier_words import (
    NONE,
    agreement_text,
    answer_why_text,
    ask_text,
    bands_text,
    found_text,
    papers_text,
    say,
    sentences,
    source_text,
    verdict_text,
    verdict_word,
    why_text,
)
from dangol.engine.insight.pages import (
    Cell,
    Figure,
    Page,
    Section,
    Table,
)
from dangol.insight.dossier.bands import Verdict
from dangol.insight.dossier.changes import ChangeLog
from dangol.insight.dossier.judge import Answered, Judged, Weighed
from dangol.insight.dossier.model import ByQuery, ByReport, NotAtHand
from dangol.terms.languages import Language

Leads = Callable[[Weighed], str]
"""Where a figure's source is shown: the target of its link."""


def dossier_page(
    built: Built,
    log: ChangeLog,
    language: Language,
    *,
    built_on: str,
    command: str = "",
    leads: Leads | None = None,
    is_whole: bool = True,
) -> Page:
    """The report.

    `leads` says where a figure's source is shown: in a section of the page itself if left out.
    A report that is not whole says each question and hypothesis in a line.
    """
    lead_of = leads or _own_source
    dossier, judgement = built.sources.dossier, built.judgement
    sections = [answer_section(built, language)]
    sections += [_glance(judgement.answers, language)] if is_whole else []
    for answer in judgement.answers:
        if is_whole:
            sections.append(_question(answer, language))
            sections.extend(_hypothesis(one, built, language, lead_of) for one in answer.judged)
        else:
            sections.append(_short(answer, language))
    sections.append(missing_section(built, language, is_whole=is_whole))
    sections.append(changes_section(built, log, language))
    if is_whole and leads is None:
        sections.extend(sources_of(built, language, command))
    return Page(
        title=dossier.title.in_(language),
        lead=dossier.lead.in_(language),
        sections=sections,
        language=language,
        kind=say("kind", language),
        facts=_facts(built, language, built_on),
        figures=_tiles(judgement.answers, language) if is_whole else (),
        footer=say("footer", language),
    )


def _facts(built: Built, language: Language, built_on: str) -> list[tuple[str, str]]:
    sources, weighed = built.sources, built.judgement.weighed
    there = [sheet for sheet in sources.sheets.values() if sheet.absence is None]
    reports = [one for one in sources.reports.values() if one.absence is None]
    read = say(
        "fact.read_value",
        language,
        tables=len(there),
        rows=sum(sheet.count for sheet in there),
        reports=len(reports),
    )
    known = sum(one.found.value is not None for one in weighed)
    told = say("fact.known_value", language, n=len(weighed), known=known)
    return [
        (say("fact.built", language), built_on),
        (say("fact.read", language), read),
        (say("fact.known", language), told),
    ]


def _tiles(answers: Sequence[Answered], language: Language) -> list[Figure]:
    """How many questions have which verdict, and how many differ from the papers."""
    note = say("tiles.note", language, n=len(answers))
    tiles: list[Figure] = []
    for verdict in Verdict:
        alike = sum(one.verdict is verdict for one in answers)
        label = verdict_text(verdict, language)
        tiles.append(Figure(label, str(alike), note, tone_of(verdict.value), "#glance"))
    signalled = [one for one in answers if one.printed is not None]
    if signalled:
        differing = sum(one.printed is not one.verdict for one in signalled)
        told = say("tiles.differs_note", language, n=len(signalled))
        tiles.append(Figure(say("tiles.differs", language), str(differing), told, "", "#glance"))
    return tiles


def _glance(answers: Sequence[Answered], language: Language) -> Section:
    rows = [
        [
            Cell(answer.question.asks.in_(language), href=f"#q-{answer.question.id}"),
            Cell(verdict_text(answer.verdict, language), tone_of(answer.verdict.value)),
            _papers(answer),
            answer_why_text(answer, language),
        ]
        for answer in answers
    ]
    table = Table(
        caption=say("glance.caption", language),
        columns=columns_of(language, "question", "verdict", "papers", "decided"),
        rows=rows,
        notes=[say("glance.note", language)],
    )
    return Section(say("glance.heading", language), tables=[table], anchor="glance")


def _question(answer: Answered, language: Language) -> Section:
    question = answer.question
    says = question.printed_says
    rule = sentences(
        language, say(f"rule.{question.rule}", language), say("rule.required", language)
    )
    return Section(
        heading=question.asks.in_(language),
        words=[
            f"{verdict_word(answer.verdict, language)} · {agreement_text(answer, language)}",
            *([say("paper_says", language, says=says.in_(language))] if says else []),
        ],
        notes=[rule],
        anchor=f"q-{question.id}",
        tone=tone_of(answer.verdict.value),
        tables=[
            Table(
                caption=question.asks.in_(language),
                columns=columns_of(language, "hypothesis", "verdict", "papers", "why"),
                rows=[
                    [
                        Cell(
                            _claim(one, language),
                            href=f"#h-{one.hypothesis.id}",
                        ),
                        Cell(verdict_text(one.verdict, language), tone_of(one.verdict.value)),
                        _papers(one),
                        why_text(one, language),
                    ]
                    for one in answer.judged
                ],
            )
        ],
    )


def _short(answer: Answered, language: Language) -> Section:
    told: list[str] = []
    for one in answer.judged:
        word = verdict_word(one.verdict, language)
        verdict = f"{verdict_text(one.verdict, language)} [{word}]"
        claim, why = _claim(one, language), why_text(one, language)
        told.append(say("short", language, claim=claim, verdict=verdict, why=why))
    return Section(
        answer.question.asks.in_(language),
        words=[agreement_text(answer, language), *told],
        tone=tone_of(answer.verdict.value),
    )


def _hypothesis(judged: Judged, built: Built, language: Language, leads: Leads) -> Section:
    hypothesis, says = judged.hypothesis, judged.hypothesis.printed_says
    fault = built.printed_faults.get(hypothesis.id, "")
    rows = [
        [
            _what(one, language),
            Cell(found_text(one, language), "", leads(one)),
            Cell(verdict_text(one.verdict, language), tone_of(one.verdict.value)),
            one.evidence.printed or NONE,
            bands_text(one.evidence.bands, one.evidence.unit, language),
            one.evidence.why.in_(language) if one.evidence.why else NONE,
            source_text(one, built, language),
        ]
        for one in judged.weighed
    ]
    notes = [one.evidence.note.in_(language) for one in judged.weighed if one.evidence.note]
    asks = [ask_text(one, built, language) for one in judged.missing]
    return Section(
        heading=hypothesis.claim.in_(language),
        words=[
            f"{verdict_word(judged.verdict, language)} · {agreement_text(judged, language)}",
            say("why", language, why=why_text(judged, language)),
            say("change", language, change=hypothesis.change.in_(language)),
            *([say("paper_says", language, says=says.in_(language))] if says else []),
        ],
        tables=[
            Table(
                caption=f"{say('col.evidence', language)}: {hypothesis.claim.in_(language)}",
                columns=columns_of(
                    language,
                    "evidence",
                    "figure",
                    "short_verdict",
                    "printed",
                    "bands",
                    "basis",
                    "source",
                    numbers=("figure", "printed"),
                ),
                rows=rows,
                is_phone_folded=True,
                notes=[
                    *notes,
                    *dict.fromkeys(one for one in asks if one != NONE),
                    *filter(None, [fault]),
                ],
            )
        ],
        anchor=f"h-{hypothesis.id}",
        tone=tone_of(judged.verdict.value),
    )


def _own_source(one: Weighed) -> str:
    match one.evidence.origin:
        case ByQuery():
            return f"#{table_anchor(one.found.tables[0])}" if one.found.tables else ""
        case ByReport(report, _):
            return f"#{report_anchor(report)}"
        case NotAtHand():
            return "#missing"


def _what(one: Weighed, language: Language) -> str:
    what = one.evidence.what.in_(language)
    return what if one.evidence.is_required else f"{what} ({say('optional', language)})"


def _claim(judged: Judged, language: Language) -> str:
    claim = judged.hypothesis.claim.in_(language)
    return claim if judged.hypothesis.is_required else f"{claim} ({say('optional', language)})"


def _papers(part: Answered | Judged) -> Cell:
    return Cell(papers_text(part), tone_of(part.printed.value if part.printed else ""))
