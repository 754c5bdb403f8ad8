"""A dossier's figures, bands, reasons and sources in the reader's words."""

from math import inf

from dangol.engine.insight.dossier import Built
from dangol.insight.dossier.bands import Band, Bands, Verdict
from dangol.insight.dossier.changes import Change
from dangol.insight.dossier.judge import Answered, Found, Judged, Weighed
from dangol.insight.dossier.model import ByQuery, ByReport, NotAtHand, Unit
from dangol.terms.languages import Language
from dangol.terms.texts import join_sentences, render_number, render_text

MINUS = "\u2212"
NONE = "–"


def say(key: str, language: Language, /, **values: int | str) -> str:
    """A text of the dossier."""
    return render_text(f"dossier.{key}", language, **values)


def figure_text(value: float, unit: Unit | None, language: Language) -> str:
    """The figure in its unit: 62%, −28 points, 1,264, 3.4."""
    match unit:
        case "share":
            text = f"{_trimmed(value * 100, 1)}%"
        case "points":
            text = say("points", language, number=_trimmed(value * 100, 1))
        case "times":
            text = say("times", language, number=_trimmed(value, 2))
        case "count":
            text = render_number(value) if value == int(value) else _trimmed(value, 2)
        case _:
            text = _trimmed(value, 4)
    return text.replace("-", MINUS, 1)


def found_text(one: Weighed, language: Language) -> str:
    """The figure, or why there is none."""
    if one.found.value is None:
        return absence_text(one.found, language)
    return figure_text(one.found.value, one.evidence.unit, language)


def absence_text(found: Found, language: Language) -> str:
    """Why there is no figure."""
    return say(f"absence.{found.absence or 'not_at_hand'}", language, detail=found.detail or NONE)


def verdict_word(verdict: Verdict, language: Language) -> str:
    """The colour in a word."""
    return render_text(f"insight.page.tone.{verdict.value}", language)


def verdict_text(verdict: Verdict, language: Language) -> str:
    """What the colour means: it stands, it falls, or in between."""
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

    def told(value: float | str | None) -> str:
        if value is None:
            return NONE
        if isinstance(value, int | float):
            return figure_text(float(value), unit, language)
        return verdict_word(Verdict(value), language) if value in list(Verdict) else value

    return f"{name} ({sort})", told(change.before), told(change.after)


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


def _trimmed(number: float, places: int) -> str:
    text = f"{number:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
