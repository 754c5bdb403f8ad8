"""Shares and totals that one sentence gives with their parts: 97 of 188 (52%), 214 − 161 = 53."""

import itertools
import re

from dangol.insight.audit import words
from dangol.insight.audit.document import Sentence
from dangol.insight.audit.figures import PERCENT, POINTS, TIMES, Figure, read_figures
from dangol.insight.audit.finding import Finding, Kind, Severity, plain
from dangol.insight.audit.interval import Interval, total_of

_WHOLE_FIRST = re.compile(
    r"^\s?(?:[가-힣一-龥]{0,8})?\s?(?:중(?:에서?)?|가운데|のうち|中の?|の内|うち|"
    r"에서)(?:[、,]?\s?[^0-9、,。;()]{0,16})?$"
    r"|^[^0-9;.]{0,24}, of (?:whom|which|these|them)[^0-9;.]{0,16}$",
    re.IGNORECASE,
)
_OF_FIRST = re.compile(r"^[^0-9.;()]{0,30},\s?(?:only |just |about |some |a full )?$")
_PART_FIRST = re.compile(
    r"^\s?(?:[a-z-]+ ){0,2}(?:(?:out )?of (?:the |our |all |its |these )?|/\s?|÷\s?)$",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(
    r"(?:모두|합계|총|합쳐|합치면|합하면|더하면|전부|도합|계|합해|合計|合わせて|計|総数|"
    r"全部で|足すと|締めて|\bin total|\btotal(?:ling|s|led)?(?: of)?|\ball together|"
    r"\baltogether|\bin all|\btogether|\bsum(?: of)?|\bmakes?|\badds? up to|\bcomes? to|"
    r"(?<=[ 0-9])=)"
    r"\s?(?:,|:|은|는|으로|で|は)?\s?$",
    re.IGNORECASE,
)
_TOTAL_AFTER = re.compile(
    r"^\s?(?:in total|in all|altogether|together|overall|total\b|の合計|이 된다|이다 합)",
    re.IGNORECASE,
)
_NET_BEFORE = re.compile(
    (
        r"(?:차감|순증|순감|차이는|差引き?|差し引き|純増|純減|差は|\bnet(?: gain| loss|"
        r" change)?(?: of)?|a difference of)\s?(?:은|는|で|は|:)?\s?$"
    ),
    re.IGNORECASE,
)


def check_sentence_shares(sentence: Sentence) -> list[Finding]:
    """Every percentage of the sentence that does not fit the part and the whole beside it."""
    text = sentence.text
    figures = read_figures(text)
    found: list[Finding] = []
    triples: list[tuple[tuple[Figure, Figure], Figure | None]] = []
    for one, other in itertools.pairwise(figures):
        if (near := _part_and_whole(text, one, other)) is not None:
            triples.append((near, _percent_beside(text, figures, one, other)))
    if not triples:
        triples = [
            hit
            for hit in (
                _window(text, w) for w in zip(figures, figures[1:], figures[2:], strict=False)
            )
            if hit
        ]
    for pair, printed in triples:
        if printed is None or printed.is_bound or printed.is_range:
            continue
        part, whole = pair
        ratio = part.interval.over(whole.interval)
        if ratio is None or ratio.times(100).meets(printed.cut):
            continue
        rest = Interval(100 - ratio.high * 100, 100 - ratio.low * 100)
        start = min(part.start, whole.start, printed.start)
        end = max(part.end, whole.end, printed.end)
        around = text[start : end + 8]
        if rest.meets(printed.cut) or words.GREW.search(around) or words.FELL.search(around):
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


_OF_MARK = re.compile(
    (
        r"중|가운데|전체|총|에 해당|인\s|のうち|全|総|にあたる|に当たる|にあたり|占め|の\s?$|"
        r"÷|\bof\b|\bout of\b|\btotal\b"
    ),
    re.IGNORECASE,
)


def _window(
    text: str, three: tuple[Figure, Figure, Figure]
) -> tuple[tuple[Figure, Figure], Figure] | None:
    """A part, its whole and its percentage side by side in any order."""
    percents = [one for one in three if one.unit == PERCENT]
    counts = [one for one in three if one.unit != PERCENT]
    if len(percents) != 1 or not all(one.is_plain or one.is_about for one in three):
        return None
    if {one.unit for one in counts} & {POINTS, TIMES} or counts[0].unit != counts[1].unit:
        return None
    gaps = [text[a.end : b.start] for a, b in itertools.pairwise(three)]
    if any(len(gap) > 18 or re.search(r"[.。;]", gap) for gap in gaps):
        return None
    if not _OF_MARK.search(text[max(0, three[0].start - 4) : three[0].start] + " ".join(gaps)):
        return None
    around = text[max(0, three[0].start - 12) : three[-1].end + 12]
    if re.search(
        (
            r"에서 |から|→|\bfrom\b|보다|より|\bthan\b|改善|개선|improv|前月|前年|전월|전년|할인|"
            r"割引|discount"
        ),
        around,
    ):
        return None
    part, whole = sorted(counts, key=lambda one: one.value)
    # 8% less, 79,488 of 86,400: what is left of a price is no share of it.
    return ((part, whole), percents[0]) if 0 < part.value < whole.value else None


def _part_and_whole(text: str, one: Figure, other: Figure) -> tuple[Figure, Figure] | None:
    between = text[one.end : other.start]
    units = (one.unit, other.unit)
    if set(units) & {PERCENT, POINTS, TIMES} or one.is_bound or other.is_bound:
        return None
    if one.value >= other.value > 0 and (
        _WHOLE_FIRST.search(between)
        or (
            _OF_FIRST.search(between)
            and re.search(r"\b[Oo]f (?:the |our |all |these )?$", text[: one.start])
        )
    ):
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


def _counted(figure: Figure) -> Interval:
    """What a figure of a sentence may stand for: people and things are told to the last one."""
    if figure.is_money or figure.scale != 1.0 or figure.step != 1.0 or figure.is_about:
        return figure.interval
    return Interval(figure.value, figure.value)


def check_sentence_hundred(sentence: Sentence, prose: str) -> list[Finding]:
    """The percentages of the sentence, where they are the parts of one whole and miss 100."""
    text = sentence.text
    told = [one for one in read_figures(text) if one.unit == PERCENT]
    is_strong = bool(words.STRONG_SHARE.search(text) or words.ONE_ANSWER.search(text))
    is_strong = is_strong or bool(words.ALLOCATED.search(text))
    has_other = bool(
        re.search(
            r"기타|나머지|그\s?밖|その他|残り|\bothers?\b|\brest\b|\bremain", text, re.IGNORECASE
        )
    )
    if len(told) < (2 if is_strong and has_other else 3) or not (is_strong or has_other):
        return []
    if any(not one.is_plain or one.is_signed or one.value > 100 for one in told):
        return []
    if (
        words.OVERLAP.search(f"{text} {prose}")
        or words.GREW.search(text)
        or words.FELL.search(text)
    ):
        return []
    if any(len(text[a.end : b.start]) > 40 for a, b in itertools.pairwise(told)):
        return []
    sums = total_of(one.interval for one in told)
    middle = sum(one.value for one in told)
    nested = [total_of(o.interval for o in told if o is not one) for one in told]
    hundred = Interval(100, 100)
    if not 84 <= middle <= 126 or any(one.meets(hundred) for one in (sums, *nested)):
        return []
    if middle < 100 and not has_other:
        return []
    line = sentence.line_at(told[-1].start)
    step = min(one.step for one in told)
    lines = {sentence.line_at(one.start) for one in told}
    return [
        Finding(
            line,
            Kind.HUNDRED,
            Severity.ERROR,
            f"{plain(middle, step)}%",
            "100%",
            plain((sums.high - sums.low) / 2, step / 10),
            text[:60],
            "insight_audit.finding.hundred",
            tuple(sorted(lines)),
        )
    ]


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
        told = [_counted(one) for one in parts]
        if _NET_BEFORE.search(lead) and len(parts) == 2:
            expected = told[0].minus(told[1])
            options = [expected, expected.times(-1)]
        elif _TOTAL_BEFORE.search(lead) or _TOTAL_AFTER.search(tail):
            # The total of the last few may stand after another list.
            options = [total_of(told[by:]) for by in range(len(told) - 1)]
        else:
            continue
        if any(option.meets(_counted(total)) for option in options):
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
