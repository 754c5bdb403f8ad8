"""A dossier's figures, bands, reasons and sources in the reader's words."""

from math import inf

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_faults import problem_text
from dangol.insight.dossier.bands import Band, Bands, Verdict, verdict_of
from dangol.insight.dossier.changes import Change
from dangol.insight.dossier.judge import Answered, Found, Judged, Weighed
from dangol.insight.dossier.model import ByQuery, ByReport, NotAtHand, Unit
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_text

MINUS = "\u2212"
MOST_FINER = 11
"""Places that a figure is given beyond the usual ones, where they say something."""
NONE = "–"


def say(key: str, language: Language, /, **values: int | str) -> str:
    """A text of the dossier."""
    return render_text(f"dossier.{key}", language, **values)


def figure_text(value: float, unit: Unit | None, language: Language, *, finer: int = 0) -> str:
    """The figure in its unit: 62%, −28 points, 1,264, 3.4; with so many more places if need be."""
    number = _trimmed(value * _scale_of(unit), _places_of(unit) + finer)
    match unit:
        case "share":
            text = f"{number}%"
        case "points" | "times":
            text = say(unit, language, number=number)
        case _:
            text = number
    return text.replace("-", MINUS, 1)


def found_text(one: Weighed, language: Language) -> str:
    """The figure, with the places that show its side of a threshold; or why there is none."""
    value, unit, bands = one.found.value, one.evidence.unit, one.evidence.bands
    if value is None:
        return absence_text(one.found, language)
    for finer in range(MOST_FINER):
        places = _places_of(unit) + finer
        seen = round(value * _scale_of(unit), places) / _scale_of(unit)
        if bands is None or verdict_of(bands, seen) is one.verdict:
            return figure_text(value, unit, language, finer=finer)
    return figure_text(value, unit, language, finer=MOST_FINER)


def absence_text(found: Found, language: Language) -> str:
    """Why there is no figure."""
    if (problem := problem_text(found, language)) is not None:
        return problem
    return say(f"absence.{found.absence or 'not_at_hand'}", language, detail=found.detail or NONE)


def verdict_word(verdict: Verdict, language: Language) -> str:
    """The colour in a word."""
    return render_text(f"insight.page.tone.{verdict.value}", language)


def verdict_text(verdict: Verdict, language: Language) -> str:
    """What the colour means: supported, not supported, or partly."""
    return say(f"verdict.{verdict.value}", language)


def band_text(band: Band, unit: Unit | None, language: Language) -> str:
    """The band as the reader writes numbers: 30% ≤ x < 50%."""
    low = figure_text(band.low, unit, language) if band.low != -inf else ""
    high = figure_text(band.high, unit, language) if band.high != inf else ""
    if low and low == high:
        return f"x = {low}"
    if low and high:
        return f"{low} {_sign(band.has_low)} x {_sign(band.has_high)} {high}"
    if low:
        return f"x {'≥' if band.has_low else '>'} {low}"
    return f"x {_sign(band.has_high)} {high}"


def bands_text(bands: Bands | None, unit: Unit | None, language: Language) -> str:
    """All bands, the best first, and the stated direction."""
    if bands is None:
        return NONE
    told = [
        f"{verdict_word(verdict, language)} {band_text(band, unit, language)}"
        for verdict, band in bands.items()
    ]
    return " · ".join([*told, say(f"direction.{bands.direction}", language)])


def source_text(one: Weighed, built: Built, language: Language) -> str:
    """The file, or the cited source, and its date."""
    dossier = built.sources.dossier
    match one.evidence.origin:
        case ByQuery():
            named = [dossier.tables[name] for name in one.found.tables]
            return ", ".join(f"{_bare(source.file)} ({source.date})" for source in named) or NONE
        case ByReport(report, path):
            source = dossier.reports[report]
            return f"{_bare(source.file)} ({source.date}) · {path.written}"
        case NotAtHand(source):
            return dossier.missing[source].title.in_(language) if source else NONE


def ask_text(one: Weighed, built: Built, language: Language) -> str:
    """What to ask for where there is no figure."""
    if one.evidence.ask is not None:
        return one.evidence.ask.in_(language)
    origin = one.evidence.origin
    if isinstance(origin, NotAtHand) and origin.source:
        return built.sources.dossier.missing[origin.source].ask.in_(language)
    return NONE


def why_text(judged: Judged, language: Language) -> str:
    """What decided a hypothesis: the figures with their bands, or what is missing."""
    told: list[str] = []
    for one in judged.telling:
        what = one.evidence.what.in_(language)
        bands = dict(one.evidence.bands.items()) if one.evidence.bands else {}
        if one.found.value is None or one.verdict not in bands:
            told.append(say("because.missing", language, what=what))
        else:
            told.append(
                say(
                    "because.band",
                    language,
                    what=what,
                    figure=found_text(one, language),
                    verdict=verdict_word(one.verdict, language),
                    band=band_text(bands[one.verdict], one.evidence.unit, language),
                )
            )
    return "; ".join(told) or NONE


def answer_why_text(answer: Answered, language: Language) -> str:
    """Which hypotheses decided a question."""
    return "; ".join(one.hypothesis.claim.in_(language) for one in answer.telling) or NONE


def papers_text(part: Answered | Judged) -> str:
    """The papers' own mark, as they print it."""
    return part.printed_mark or NONE


def agreement_text(part: Answered | Judged, language: Language) -> str:
    """Whether the papers' signal is the recomputed one."""
    if part.printed is None:
        return say("papers_none", language)
    papers = say("papers", language, mark=verdict_word(part.printed, language))
    agrees = say("agrees" if part.printed is part.verdict else "differs", language)
    return f"{papers} · {agrees}"


def change_texts(change: Change, built: Built, language: Language) -> tuple[str, str, str]:
    """What changed, from what, to what."""
    name, unit = _name_of(change, built, language)
    sort = say(f"changes.{change.sort}", language)

    def told(value: float | str | None, finer: int) -> str:
        if value is None:
            return NONE
        if isinstance(value, int | float):
            return figure_text(float(value), unit, language, finer=finer)
        return verdict_word(Verdict(value), language) if value in list(Verdict) else value

    # A figure that moved by less than a place that is shown has more of them.
    pairs = [(told(change.before, finer), told(change.after, finer)) for finer in range(MOST_FINER)]
    before, after = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    return f"{name} ({sort})", before, after


def sentences(language: Language, *said: str) -> str:
    """The sentences one after the other."""
    return join_sentences(language, *said)


def _name_of(change: Change, built: Built, language: Language) -> tuple[str, Unit | None]:
    judgement = built.judgement
    if change.part == "evidence":
        for one in judgement.weighed:
            if one.evidence.id == change.id:
                return one.evidence.what.in_(language), one.evidence.unit
    for answer in judgement.answers:
        if change.part == "question" and answer.question.id == change.id:
            return answer.question.asks.in_(language), None
    for judged in judgement.judged:
        if change.part == "hypothesis" and judged.hypothesis.id == change.id:
            return judged.hypothesis.claim.in_(language), None
    return change.id, None


def _bare(file: str) -> str:
    return file.rpartition("/")[2]


def _sign(has_end: bool) -> str:
    return "≤" if has_end else "<"


def _scale_of(unit: Unit | None) -> int:
    return 100 if unit in ("share", "points") else 1


def _places_of(unit: Unit | None) -> int:
    match unit:
        case "share" | "points":
            return 1
        case "times" | "count":
            return 2
        case _:
            return 4


def _trimmed(number: float, places: int) -> str:
    text = f"{number:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
