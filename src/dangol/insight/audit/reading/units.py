"""The units of figures, and of the heads and captions that give them: %, 억, 千円, k."""

import re

import msgspec

PERCENT, POINTS, TIMES = "%", "pt", "x"
SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
CURRENCIES = frozenset({"KRW", "JPY", "USD", "EUR", "GBP"})
SMALL = {"십": 10, "十": 10, "백": 100, "百": 100, "천": 1000, "千": 1000}
BIG = {"만": 1e4, "万": 1e4, "萬": 1e4, "억": 1e8, "億": 1e8, "조": 1e12, "兆": 1e12}
LATIN = {
    word: by
    for by, words in (
        (1e3, "k K thousand"),
        (1e6, "m M mn mio million"),
        (1e9, "bn B billion"),
        (1e12, "tn trillion"),
    )
    for word in words.split()
}
"""What stands behind a number and multiplies it."""
MONEY_BEFORE = {"US$": "USD", "$": "USD", "₩": "KRW", "¥": "JPY", "£": "GBP", "€": "EUR"} | {
    code: code for code in sorted(CURRENCIES)
}
_MONEY = MONEY_BEFORE | {
    word: code
    for code, words in (
        ("KRW", "원 won"),
        ("JPY", "円 엔 yen"),
        ("USD", "달러 ドル dollars"),
        ("EUR", "유로 ユーロ euros"),
        ("GBP", "pounds"),
    )
    for word in words.split()
}
_SCALES = (
    SMALL
    | BIG
    | LATIN
    | {small + big: SMALL[small] * BIG[big] for small in SMALL for big in BIG}
    | {"": 1.0, "000": 1e3, "'000": 1e3, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
)
UNIT_AFTER = (
    (
        (
            r"%[pP](?![a-zA-Z])|%\s?(?:pts?\b|포인트|ポイント)|퍼센트\s?포인트|パーセントポイント"
            r"|(?:percentage )?points?\b|pp\b|pts?\b|ポイント|포인트"
        ),
        POINTS,
    ),
    (r"%|퍼센트|パーセント|per cent\b|percent\b|pct\b", PERCENT),
    (r"배(?![가-힣]*(?:송|포|너|달))|倍|x\b(?! ?[0-9])|×(?! ?[0-9])|times\b|-?fold\b", TIMES),
    (r"원(?!칙|래|인|문|장|본|격)|ウォン|won\b|KRW\b", "KRW"),
    (r"円|엔(?![가-힣])|yen\b|JPY\b", "JPY"),
    (r"달러|ドル|dollars?\b|USD\b", "USD"),
    (r"유로|ユーロ|euros?\b|EUR\b", "EUR"),
    (r"파운드|ポンド|pounds?\b|GBP\b", "GBP"),
    (r"ms\b|밀리초|ミリ秒|milliseconds?\b", "ms"),
    (r"초(?!과|기|반|안)|秒|seconds?\b|secs?\b|s\b", "s"),
    (r"분기|半期|四半期|quarters?\b", "quarter"),
    (r"분(?!의|기|야|석|류|포|할)|分(?!の|野|析|類|割)|minutes?\b|mins?\b", "min"),
    (r"시간|時間|hours?\b|hrs?\b|h\b", "h"),
    (r"영업일|営業日|(?:business|working) days?\b", "workday"),
    (r"주(?:일|간)?(?!문|차|요|년|기|장|택|식|말|당)|週間?|weeks?\b", "week"),
    (r"개월|か月|ヶ月|カ月|ヵ月|箇月|ケ月|months?\b", "month"),
    (r"년|年|years?\b|yrs?\b", "year"),
    (r"일(?!부|정|반|단|시|치)|日|days?\b", "day"),
)
UNITS = re.compile("|".join(f"(?P<u{at}>{one})" for at, (one, _) in enumerate(UNIT_AFTER)))


_HEAD_MONEY = re.compile(
    r"(?P<pre>US\$|[$£€₩¥]|USD|KRW|JPY|GBP|EUR)\s?(?P<scale>k|K|m|M|mn|bn|B|'?000|"
    r"thousands?|millions?|billions?)?(?![A-Za-z가-힣])"
    r"|(?P<scale2>십만|백만|천만|십억|[십백천만억조]|十万|百万|千万|十億|"
    r"[十百千万億兆])?\s?(?P<post>(?<![가-힣])원|(?<=[십백천만억조])원|円|엔|달러|ドル|유로|"
    r"ユーロ)(?![가-힣])"
    r"|(?:in |, )(?P<scale3>thousands?|millions?|billions?)(?: of)?\s?(?P<post2>won|yen|"
    r"dollars|pounds|euros|USD|KRW|JPY|GBP|EUR)?"
    r"|(?:^|[(,/ ])(?P<scale4>k|K|m|M|천|만|백만|千|万|百万)(?P<count>명|건|개|人|件|社|"
    r"kWh|m³|m3|t)?(?:[)]|$)"
    r"|(?P<percent>%p|%pt|%|퍼센트|パーセント|percent|per cent)"
    r"|(?P<points>ポイント差|pp\b|pts?\b)"
)
PARENS = re.compile(r"[(\[（]([^()\[\]（）]{1,24})[)\]）]")
_CAPTION_UNIT = re.compile(
    (
        r"(?:단위|単位|unit|units|금액|金額|amounts?|figures)\s?(?:[:：은는はin]|\s|"
        r"are)*\s?([^,)。.\n]{1,24})"
    ),
    re.IGNORECASE,
)


class Unit(msgspec.Struct, frozen=True):
    """What a head, label or caption says that its figures are in."""

    name: str = ""
    factor: float = 1.0


def unit_of(text: str) -> Unit:
    """What the words of a head say that its figures are in: 지출(만원) is 10,000 won."""
    inner = [one[1] for one in PARENS.finditer(text)]
    tail = re.split(r"[,、/]", text)[-1] if re.search(r"[,、/]", text) else ""
    for part in (*reversed(inner), tail, text if len(text) <= 8 else ""):
        if part and (found := _HEAD_MONEY.search(part)):
            return _unit_found(found)
    if found := re.search(r"(?:US\$|[$£€₩¥])\s?(?:k|m|bn|M|K)?\b", text):
        head = _HEAD_MONEY.search(found[0])
        return _unit_found(head) if head else Unit()
    return Unit()


def _unit_found(found: re.Match[str]) -> Unit:
    if found["percent"]:
        return Unit(POINTS if "p" in found["percent"][1:2] else PERCENT)
    if found["points"]:
        return Unit(POINTS)
    scale = found["scale"] or found["scale2"] or found["scale3"] or found["scale4"] or ""
    money = found["pre"] or found["post"] or found["post2"] or ""
    return Unit(_MONEY.get(money, found["count"] or ""), float(_SCALES.get(scale, 1.0)))


def caption_unit(caption: str) -> Unit:
    if said := _CAPTION_UNIT.search(caption):
        return unit_of(said[1].strip()[:8]) if len(said[1].strip()) <= 24 else Unit()
    for line in caption.splitlines():
        for inner in PARENS.finditer(line):
            unit = unit_of(inner[0])
            if unit.name not in (PERCENT, POINTS) and (unit.name or unit.factor != 1.0):
                return unit
    return Unit()
