"""Shares and totals that one sentence gives with their parts: 97 of 188 (52%), 214 − 161 = 53."""

import re

from dangol.insight.audit import words
from dangol.insight.audit.document import Sentence
from dangol.insight.audit.figures import PERCENT, POINTS, TIMES, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.interval import Interval, total_of

_WHOLE_FIRST = re.compile(
    r"^\s?(?:[가-힣一-龥]{0,8})?\s?(?:중에서?|가운데|のうち|中の?|の内|うち|에서)(?:[、,]?\s?[^0-9、,。;()]{0,16})?$"
    r"|^[^0-9;.]{0,24}, of (?:whom|which|these|them)[^0-9;.]{0,16}$",
    re.IGNORECASE,
)
_PART_FIRST = re.compile(r"^\s?(?:[a-z-]+ ){0,2}(?:(?:out )?of (?:the |our |all |its |these )?|/\s?|÷\s?)$", re.IGNORECASE)  # fmt: skip
_TOTAL_BEFORE = re.compile(
    r"(?:모두|합계|총|합쳐|합치면|합하면|더하면|전부|도합|계|합해|合計|合わせて|計|総数|全部で|足すと|締めて|\bin total|\btotal(?:ling|s|led)?(?: of)?|\ball together|\baltogether|\bin all|\btogether|\bsum(?: of)?|\bmakes?|\badds? up to|\bcomes? to|=)"
    r"\s?(?:,|:|은|는|으로|で|は)?\s?$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(r"^\s?(?:in total|in all|altogether|together|overall|total\b|の合計|이 된다|이다 합)", re.IGNORECASE)  # fmt: skip
_NET_BEFORE = re.compile(r"(?:차감|순증|순감|차이는|差引き?|差し引き|純増|純減|差は|\bnet(?: gain| loss| change)?(?: of)?|a difference of)\s?(?:은|는|で|は|:)?\s?$", re.IGNORECASE)  # fmt: skip


def check_sentence_shares(sentence: Sentence) -> list[Finding]:
    """Every percentage of the sentence that does not fit the part and the whole beside it."""
    text = sentence.text
    figures = read_figures(text)
    found: list[Finding] = []
    for one, other in zip(figures, figures[1:], strict=False):
        pair = _part_and_whole(text, one, other)
        if pair is None:
            continue
        printed = _percent_beside(text, figures, one, other)
        if printed is None or printed.is_bound or printed.is_range:
            continue
        part, whole = pair
        ratio = part.interval.over(whole.interval)
        if ratio is None or ratio.times(100).meets(printed.cut):
            continue
        rest = Interval(100 - ratio.high * 100, 100 - ratio.low * 100)
        if rest.meets(printed.cut) or words.GREW.search(text[other.end : printed.end + 8]):
            continue
        line = sentence.line_at(printed.start)
        found.append(
            Finding(
                line,
                Kind.SHARE,
                Severity.ERROR,
                printed.text,
                f"{plain(ratio.middle * 100, min(printed.step, 0.1))}%",
                f"±{plain(printed.step / 2, printed.step / 10)}",
                f"{part.text} / {whole.text}",
                "insight_audit.finding.share",
                (line,),
            )
        )
    return found


def _part_and_whole(text: str, one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    between = text[one.end : other.start]
    units = (one.unit, other.unit)
    if set(units) & {PERCENT, POINTS, TIMES} or one.is_bound or other.is_bound:
        return None
    if _WHOLE_FIRST.search(between) and one.value >= other.value > 0:
        return other, one
    if _PART_FIRST.search(between) or (
        one.unit and re.fullmatch(r"\s?of (?:the |our |all |its )?", between)
    ):
        return (one, other) if other.value >= one.value > 0 else None
    return None


def _percent_beside(
    text: str, figures: tuple[Figure, ...], one: Figure, other: Figure
) -> Figure | None:
    """The percentage directly behind the pair, or in front of it in brackets' stead."""
    after = next((f for f in figures if f.start >= other.end), None)
    if after is not None and after.unit == PERCENT:
        between = text[other.end : after.start]
        if len(between) <= 30 and not re.search(r"[.。;]\s|[、,].{12}", between):
            return after
    before = next((f for f in reversed(figures) if f.end <= one.start), None)
    if before is not None and before.unit == PERCENT:
        between = text[before.end : one.start]
        if re.fullmatch(r"[^()]{0,18}[(（]\s?|,\s?(?:or )?|\s?(?:인|즉|、|or)\s?", between):
            return before
    return None


def check_sentence_totals(sentence: Sentence) -> list[Finding]:
    """Every total or net of the sentence that is not what the figures before it give."""
    text = sentence.text
    figures = read_figures(text)
    found: list[Finding] = []
    for at, total in enumerate(figures):
        lead, tail = text[: total.start], text[total.end :]
        parts = [one for one in figures[:at] if one.unit == total.unit]
        if len(parts) < 2 or not total.is_plain or total.unit in (PERCENT, POINTS, TIMES):
            continue
        if any(not one.is_plain for one in parts) or len(parts) != at or text.count("(") > 3:
            continue
        if _NET_BEFORE.search(lead) and len(parts) == 2:
            expected = parts[0].interval.minus(parts[1].interval)
            options = [expected, expected.times(-1)]
        elif _TOTAL_BEFORE.search(lead) or _TOTAL_AFTER.search(tail):
            options = [total_of(one.interval for one in parts)]
            # The total of the last few may stand after another list.
            options += [total_of(one.interval for one in parts[by:]) for by in range(1, len(parts) - 1)]
        else:
            continue
        if any(option.meets(total.interval) for option in options):
            continue
        nearest = min(options, key=lambda one: one.distance(total.interval))
        if nearest.distance(total.interval) > 0.25 * abs(nearest.middle):
            continue
        line = sentence.line_at(total.start)
        step = total.step / total.scale
        found.append(
            Finding(
                line,
                Kind.TOTAL,
                Severity.ERROR,
                total.text,
                plain(nearest.middle / total.scale, step),
                plain((nearest.high - nearest.low + total.step) / 2 / total.scale, step / 10),
                text[:60],
                "insight_audit.finding.total",
                (line,),
            )
        )
    return found
