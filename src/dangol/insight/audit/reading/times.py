"""Columns of time: which heads name a month, a year, a before or an after."""

import re
from itertools import pairwise

from dangol.insight.audit.reading import words
from dangol.insight.audit.reading.dates import TEMPORAL, read_clocks, read_days, read_periods
from dangol.insight.audit.reading.grid import Grid
from dangol.insight.audit.reading.units import PARENS

_EVENT = (
    r"(?:도입|출시|시행|개편|적용|변경|개선|전환|교육|시범|캠페인|개정|오픈|이관|교체|실시|참여|"
    r"투여|인상|인하|"
    r"할인|배포|개통|導入|実施|改定|変更|開始|施行|試行|更新|移行|切替|改善|発売|公開|研修|"
    r"値上げ|値下げ|"
    r"開店|改装|統合|参加)"
)
_BEFORE_AFTER = re.compile(
    (
        rf"^(?:{_EVENT}\s?[전후前後]|[전후前後]|.{{0,8}}(?:이전|이후|직전|직후|以前|以後|以降)|"
        rf"지난\s?[주달해]|"
        r"이번\s?[주달]|작년|전년|올해|금년|당년|전월|당월|전주|금주|전분기|당분기|[0-9]+주\s?차|"
        r"[0-9]+개월\s?차|[0-9]+일\s?차|[0-9]학기)(?:\s?동[월기])?$"
        r"|^(?:前年度?|今年度?|昨年度?|当年度?|本年度?|先月|今月|前月|当月|先週|"
        r"今週|前期|当期|今期|前回|今回|[0-9]+週目|[0-9]+か月目)(?:同[月期])?$"
        r"|^(?:before(?: .{1,16})?|after(?: .{1,16})?|(?:last|this|previous|prior|"
        r"current) (?:year|month|quarter|week|season|term)|then|now|today|(?:week|month|year|day|"
        r"round|wave|season|term) [0-9]+)$"
    ),
    re.IGNORECASE,
)


def is_time(text: str) -> bool:
    """Whether a label names a month, a quarter, a year, a day, or a before and after."""
    text = PARENS.sub("", text).strip()
    if _BEFORE_AFTER.search(text) or re.fullmatch(r"[vV]?[0-9]+(?:\.[0-9]+){1,3}", text):
        return True
    return bool(TEMPORAL.search(text) or read_days(text) or read_clocks(text)) or bool(
        re.fullmatch(r"\s*(?:FY ?)?(?:19|20)[0-9]{2}(?:\s?[년年]度?도?)?\s*", text)
    )


def times_of(view: Grid, text: str) -> list[int]:
    """The columns of time of one measure; of several measures, those of the one that is named."""
    times = [
        at
        for at, head in enumerate(view.heads)
        if is_time(head.text)
        and not (head.is_total or head.is_growth or words.TARGET.search(head.text))
    ]
    measures = {at: _measure(view.heads[at].text) for at in times}
    if len(set(measures.values())) > 1:
        named = {one for one in measures.values() if len(one) > 1 and one.lower() in text.lower()}
        times = [at for at in times if measures[at] in named] if len(named) == 1 else []
    return times[::-1] if _is_latest_first([view.heads[at].text for at in times]) else times


def _is_latest_first(heads: list[str]) -> bool:
    """Whether heads of time go backwards: 2025, 2024; second term, first term."""
    keys = [_key(one) for one in heads]
    steps = [(a[0] - b[0], a[1] - b[1]) for a, b in pairwise(keys)]
    # December, January goes on into the next year; March, February does not.
    return bool(steps) and all(
        years > 0 or (years == 0 and (part == 1 or (part > 0 and key[0] > 0)))
        for (years, part), key in zip(steps, keys, strict=False)
    )


def _key(head: str) -> tuple[int, int]:
    """The year, and the month, quarter or half in it, that a head names; 0 where it names none."""
    found = read_periods(head)
    years = [int(one[1:]) for one in found if one[0] == "y"]
    parts = [int(one[1:]) for one in found if one[0] in "mq"]
    parts += [2 if one[1] in "하下2" or one[1:] == "H2" else 1 for one in found if one[0] == "h"]
    return (max(years, default=0), max(parts, default=0))


def _measure(head: str) -> str:
    """What a head says beside its time: 3월 방문 is 방문."""
    plain = PARENS.sub("", head).strip()
    if _BEFORE_AFTER.search(plain):
        return ""
    plain = re.sub(r"(?:FY ?)?(?:19|20)[0-9]{2}\s?(?:[년年]度?도?)?", " ", TEMPORAL.sub(" ", plain))
    return re.sub(r"[\s·,:/-]+", " ", plain).strip()


def times_named(view: Grid, times: list[int], text: str) -> list[int]:
    """The columns of time that the sentence names."""
    periods = read_periods(text)
    found: list[int] = []
    for at in times:
        head = view.heads[at].text
        own = read_periods(head)
        own = frozenset(one for one in own if one[0] in {said[0] for said in periods})
        if (own and own <= periods) or (not own and PARENS.sub("", head).strip() in text):
            found.append(at)
    return found
