"""Spans of time and times of day."""

import re
from collections.abc import Iterator
from decimal import Decimal

from dangol.speak.claims.claim import Claim, Form, Taken, claim_of
from dangol.speak.claims.numbers import DIGITS, ENGLISH, read_number
from dangol.speak.facts import Value, ValueKind

MINUTES, DAYS, BUSINESS, MONTHS = "minutes", "days", "business_days", "months"

_UNITS: tuple[tuple[str, str, int], ...] = (
    (r"영업일|근무일|営業日|(?:business|working|work)[\s-]days?", BUSINESS, 1),
    (r"시간|時間|hours?|hrs?|h(?![a-z])", MINUTES, 60),
    (r"분(?!의|당|실|들|께|이|은|위|야|류|홍)|分(?!割|か|の)|minutes?|mins?", MINUTES, 1),
    (
        r"주일|주간|주(?=\s?(?:안|이내|후|뒤|내|정도|쯤|걸|소요|동안|만에|면))|週間|週|weeks?",
        DAYS,
        7,
    ),
    (r"개월|달(?=[\s이안정동간후뒤,.]|$)|か月|ヶ月|カ月|ケ月|ヵ月|箇月|months?", MONTHS, 1),
    (r"년(?!도|형|생)|年(?!末|始|度)|years?", MONTHS, 12),
    (r"일(?![본상반정월화수목금토])|日(?!本|曜)|days?", DAYS, 1),
)
_UNIT = "|".join(f"(?P<u{place}>{words})" for place, (words, _, _) in enumerate(_UNITS))
_TO = r"\s?(?:~|-|에서|から|내지|ないし|to|or)\s?"
_NATIVE = {
    "한": 1,
    "두": 2,
    "세": 3,
    "석": 3,
    "네": 4,
    "넉": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
    "열": 10,
    "한두": 1,
    "두세": 2,
    "서너": 3,
    "half an": 0,
    "half a": 0,
    "a": 1,
    "an": 1,
    "one": 1,
    "반": 0,
}
_RANGES = {"한두": 2, "두세": 3, "서너": 4}
_NATIVE_WORD = "|".join(sorted(_NATIVE, key=len)[::-1])
_SINO = r"[일이삼사오육칠팔구십]{1,3}|[一二三四五六七八九十]{1,3}"
_NUMBER = rf"(?:{DIGITS}|{ENGLISH}|{_SINO})"
_SPAN = re.compile(
    rf"(?<![a-z0-9./:])(?<!\d,)(?P<business>(?:영업일|근무일|평일)\s?(?:기준\s?|로\s?|으로\s?)?)?"
    rf"(?:(?P<first>{_NUMBER})(?:\s?(?:일|日|days?|주|週間|か月|ヶ月|개월|시간|時間|営業日|영업일)"
    rf"?{_TO}(?P<last>{_NUMBER}))?|(?<![가-힣a-z])(?P<native>{_NATIVE_WORD}))"
    rf"[\s-]?(?:{_UNIT})(?P<half>\s?半|\s?반(?!품|납|값))?"
)
_WORDS: tuple[tuple[str, str, int, int], ...] = (
    (r"하루\s?이틀|a day or two|one or two days", DAYS, 1, 2),
    (r"(?<!단 )하루(?![가-힣]*\s?(?:보내|되세|종일))", DAYS, 1, 1),
    (r"이틀|둘째\s?날", DAYS, 2, 2),
    (r"(?<![가-힣])(?:일\s?주일|한\s?주(?![가-힣]))", DAYS, 7, 7),
    (r"사나흘", DAYS, 3, 4),
    (r"(?<!나)사흘", DAYS, 3, 3),
    (r"나흘", DAYS, 4, 4),
    (r"닷새", DAYS, 5, 5),
    (r"엿새", DAYS, 6, 6),
    (r"(?<![가-힣])이레(?![가-힣]{2})", DAYS, 7, 7),
    (r"여드레", DAYS, 8, 8),
    (r"아흐레", DAYS, 9, 9),
    (r"열흘", DAYS, 10, 10),
    (r"(?<![가-힣])보름(?!달)", DAYS, 15, 15),
    (r"이삼\s?일", DAYS, 2, 3),
    (r"삼사\s?일", DAYS, 3, 4),
    (r"반나절|半日|half a day", MINUTES, 720, 720),
    (r"반년|半年|half a year", MONTHS, 6, 6),
    (r"30分|half an hour|half-hour|반\s?시간|半時間", MINUTES, 30, 30),
    (r"(?<![a-z])fortnight", DAYS, 14, 14),
    (r"(?<![a-z])a couple of days", DAYS, 2, 2),
    (r"2,\s?3日|二,?三日", DAYS, 2, 3),
    (r"ふつか", DAYS, 2, 2),
    (r"みっか", DAYS, 3, 3),
    (r"(?<![a-z])(?:next|following) business day|다음\s?영업일|翌営業日|次の営業日", "token", 1, 1),
)
_WORD_SPAN = re.compile("|".join(f"(?P<w{i}>{words})" for i, (words, *_) in enumerate(_WORDS)))
_WITHIN_AFTER = re.compile(
    r"\s?(?:안에|안으로|안이|이내|내에|내로|만에|이면|以内|まで|以下|or less|at (?:the )?most|max)"
)
_WITHIN_BEFORE = re.compile(
    r"(?:within|in under|less than|up to|at most|in just|in only|最大|최대)\s*$"
)
_DAY_OF_MONTH = re.compile(r"\s?(?:에|까지|자\b|に|まで|付|着)")


def parse_duration_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Spans of time, alone and as ranges; a 24일 may also be a day of the month."""
    for found in taken.free_matches(_WORD_SPAN, text):
        _, unit, first, last = _WORDS[int(str(found.lastgroup)[1:])]
        if unit == "token":
            value = Value(ValueKind.DATE, "next_business_day", "token")
            yield claim_of(ValueKind.DATE, found, (value,))
        else:
            yield _span_claim(found, text, first, last if last != first else None, unit)
    for found in _SPAN.finditer(text):
        if not taken.is_free(*found.span()):
            continue
        place = next(i for i in range(len(_UNITS)) if found[f"u{i}"] is not None)
        _, unit, factor = _UNITS[place]
        if found["native"] is not None:
            first = Decimal(_NATIVE[found["native"]]) or Decimal("0.5")
            last = Decimal(_RANGES.get(found["native"], 0)) or None
        else:
            first = read_number(found["first"])
            last = read_number(found["last"]) if found["last"] else None
            if _is_no_span(found, text, unit):
                continue
        if first is None:
            continue
        taken.add(*found.span())
        if found["business"] and unit == DAYS:
            unit = BUSINESS
        extra = Decimal(factor) / 2 if found["half"] else Decimal(0)
        yield _span_claim(
            found,
            text,
            first * factor + extra,
            last * factor + extra if last is not None else None,
            unit,
        )


def _is_no_span(found: re.Match[str], text: str, unit: str) -> bool:
    """A numeral of one syllable before 일, 분 or 년 is mostly something else: 오일, 이분, 사분."""
    first = found["first"]
    if first.isascii() or found["last"]:
        return False
    after = text[found.end() : found.end() + 6]
    if first in "一二三四五六七八九十":
        before = text[max(0, found.start() - 2) : found.start()]
        if found[0].endswith("分"):  # 十分 is enough
            return re.match(r"\s?(?:以内|後|間|ほど|程度|前|まで|で届)", after) is None
        return after.startswith("も早") or before.endswith(("良い", "よい", "いい", "敵な"))
    if "가" <= first[0] <= "힣":
        return re.match(r"\s?(?:안|이내|내|만에|후|뒤|정도|쯤|걸|소요|간|이면|동안)", after) is None
    return unit == ""


def _span_claim(
    found: re.Match[str],
    text: str,
    first: Decimal | int,
    last: Decimal | int | None,
    unit: str,
) -> Claim:
    form = Form.PLAIN
    if _WITHIN_AFTER.match(text, found.end()) or _WITHIN_BEFORE.search(
        text, max(0, found.start() - 12), found.start()
    ):
        form = Form.WITHIN
    first = _whole(Decimal(first))
    last = None if last is None else _whole(Decimal(last))
    values = [Value(ValueKind.DURATION, first, unit, last)]
    may_be_a_date = unit == DAYS and last is None and found[0][-1] in "일日" and 1 <= first <= 31
    if may_be_a_date and (_DAY_OF_MONTH.match(text, found.end()) or first > 14):
        values.append(Value(ValueKind.DATE, f"--{int(first):02d}", "day"))
    return claim_of(ValueKind.DURATION, found, tuple(values), form)


def _whole(number: Decimal) -> Decimal | int:
    return int(number) if number == number.to_integral_value() else number


_CLOCK = re.compile(
    r"(?<![\d:.])(?P<part>오전|오후|낮|밤|저녁|새벽|아침|午前|午後|夜|朝|夕方)?\s?"
    r"(?P<h>[01]?\d|2[0-4])\s?:\s?(?P<m>[0-5]\d)(?::[0-5]\d)?(?!\d)\s?(?P<after>a\.?m|p\.?m)?"
)
_HOUR = re.compile(
    r"(?P<part>오전|오후|낮|밤|저녁|새벽|아침|午前|午後|夜|朝|夕方)?\s?"
    r"(?P<h>(?<![\d.,])\d{1,2}|(?<![가-힣])(?:열한|열두|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)"
    r"|[一二三四五六七八九十]{1,3})\s?"
    r"(?:시(?!간|즌|작|험|계|장|스|도|원|키|트|리|안|나|대|선)|時(?!間|期|計|点|々|に\w*[はも]))"
    r"(?:\s?(?P<m>[0-5]?\d)\s?[분分]|\s?(?P<half>반|半))?"
)
_AMPM = re.compile(
    rf"(?<![a-z0-9.:])(?P<h>1[0-2]|[1-9]|{ENGLISH})(?::(?P<m>[0-5]\d))?\s?"
    r"(?P<after>a\.?m\b|p\.?m\b|o'?clock)"
)
_NOON = re.compile(r"정오|正午|(?<![a-z])noon(?![a-z])")
_MIDNIGHT = re.compile(r"자정|深夜0時|(?<![a-z])midnight")
_KOREAN_HOURS = dict(
    zip(
        ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"],
        range(1, 13),
        strict=True,
    )
)
_LATE = frozenset(["오후", "저녁", "밤", "낮", "午後", "夜", "夕方"])
_EARLY = frozenset(["오전", "새벽", "아침", "午前", "朝"])


def parse_time_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Times of day in minutes after midnight; without am or pm, both are possible."""
    for pattern in (_CLOCK, _AMPM, _HOUR):
        for found in pattern.finditer(text):
            if not taken.is_free(*found.span()):
                continue
            hour = _KOREAN_HOURS.get(found["h"])
            if hour is None:
                number = read_number(found["h"])
                hour = int(number) if number is not None else 99
            if hour > 24 or (pattern is _HOUR and _is_no_hour(found, text)):
                continue
            taken.add(*found.span())
            groups = found.groupdict()
            minute = 30 if groups.get("half") else int(groups.get("m") or 0)
            yield claim_of(ValueKind.TIME, found, _times(groups, hour, minute))
    for pattern, minutes in ((_NOON, 720), (_MIDNIGHT, 0)):
        for found in taken.free_matches(pattern, text):
            yield claim_of(ValueKind.TIME, found, (Value(ValueKind.TIME, minutes),))


def _is_no_hour(found: re.Match[str], text: str) -> bool:
    """A spelled hour needs its part of the day or a word of time after it."""
    if found["h"].isascii() or found["part"]:
        return False
    return (
        re.match(
            r"\s?(?:까지|에|부터|이전|전|이후|쯤|정각|まで|に|から|頃|前|以)", text[found.end() :]
        )
        is None
    )


def _times(groups: dict[str, str | None], hour: int, minute: int) -> tuple[Value, ...]:
    part, after = groups.get("part") or "", (groups.get("after") or "").replace(".", "")
    hours = [hour]
    if part in _LATE or after == "pm":
        hours = [hour if hour >= 12 else hour + 12]
    elif part in _EARLY or after == "am":
        hours = [0 if hour == 12 else hour]
    elif 1 <= hour <= 12:
        hours = [hour, (hour + 12) % 24]
    return tuple(Value(ValueKind.TIME, one * 60 + minute) for one in hours)
