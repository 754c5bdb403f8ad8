"""Amounts of money, percentages and plain numbers, in digits and in words."""

import re
from collections.abc import Iterator
from decimal import Decimal

from dangol.speak.claims.claim import Claim, Form, Taken, claim_of
from dangol.speak.claims.numbers import DIGITS, ENGLISH, MIXED, SPELLED, read_number
from dangol.speak.facts import Value, ValueKind
from dangol.terms.currencies import EXPONENTS, MARKS

_DOLLARS = tuple(MARKS["$"])
_CURRENCIES: dict[str, tuple[str, ...]] = {
    "원": ("KRW",),
    "won": ("KRW",),
    "krw": ("KRW",),
    "₩": ("KRW",),
    "\\": ("KRW", "JPY"),
    "ウォン": ("KRW",),
    "円": ("JPY",),
    "圓": ("JPY",),
    "エン": ("JPY",),
    "えん": ("JPY",),
    "엔": ("JPY",),
    "yen": ("JPY",),
    "jpy": ("JPY",),
    "¥": ("JPY", "CNY"),
    "$": _DOLLARS,
    "달러": _DOLLARS,
    "불": _DOLLARS,
    "ドル": _DOLLARS,
    "dollar": _DOLLARS,
    "dollars": _DOLLARS,
    "buck": _DOLLARS,
    "bucks": _DOLLARS,
    "usd": ("USD",),
    "us$": ("USD",),
    "€": ("EUR",),
    "eur": ("EUR",),
    "euro": ("EUR",),
    "euros": ("EUR",),
    "유로": ("EUR",),
    "ユーロ": ("EUR",),
    "£": ("GBP",),
    "gbp": ("GBP",),
    "pounds": ("GBP",),
    "元": ("CNY", "TWD", "HKD"),
    "위안": ("CNY",),
    "yuan": ("CNY",),
    "cny": ("CNY",),
    "cad": ("CAD",),
    "aud": ("AUD",),
}
_LATIN_AFTER = "won|krw|yen|jpy|dollars?|bucks?|usd|eur|euros?|gbp|pounds|yuan|cny|cad|aud"
_SPACED = r"\d{1,3}(?: \d{3})+"
_BEFORE = re.compile(
    rf"(?P<mark>₩|\\|¥|us\$|\$|€|£|(?<![a-z])(?:krw|jpy|usd|eur|gbp|cny|cad|aud))\s?"
    rf"(?P<number>(?:{_SPACED}|{MIXED}|{ENGLISH})(?:\s?(?:k|thousand|million)\b)?)"
)
_AFTER = re.compile(
    rf"(?P<number>(?:{_SPACED}|{MIXED})(?:\s?(?:k|thousand|million)\b)?|{ENGLISH})[\s,]?-?"
    rf"(?P<mark>원(?!피스)|ウォン|円|圓|えん|エン(?!ジ)|엔(?!진)|달러|불(?![가-힣])|ドル|유로|ユーロ"
    rf"|元|위안|₩|¥|\$|€|(?:{_LATIN_AFTER})(?![a-z]))"
)
_SPELLED_AFTER = re.compile(
    rf"(?P<number>{SPELLED})\s?(?P<mark>원(?!피스|하[시는]|래|룸|단|격|료)|円|ウォン|엔|달러|ドル)"
)
_CENTS = re.compile(
    rf"(?:(?P<whole>{DIGITS}|{ENGLISH})\sdollars?\sand\s)?(?P<number>\d{{1,3}}|{ENGLISH})\s?"
    rf"(?:cents?|¢)(?![a-z])"
)
_WAGE_OF_ZERO = re.compile(r"(?:영|제로|ゼロ|零)\s?(?P<mark>원|円)(?!히|한|토록)")

_FROM = re.compile(r"\s?(?:원|円)?\s?(?:이상|以上|부터|から|or more|and up|\+|up(?![a-z]))")
_FROM_BEFORE = re.compile(
    r"(?:from|over|above|at least|more than|minimum(?: of)?|exceed\w*)\s(?:of\s)?$"
)


def parse_money_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Amounts with their currency."""
    for pattern in (_CENTS, _BEFORE, _AFTER, _SPELLED_AFTER, _WAGE_OF_ZERO):
        for found in pattern.finditer(text):
            if not taken.is_free(*found.span()):
                continue
            values = _money_of(pattern, found)
            if values:
                taken.add(*found.span())
                is_from = _FROM.match(text, found.end()) or _FROM_BEFORE.search(
                    text, max(0, found.start() - 14), found.start()
                )
                yield claim_of(ValueKind.MONEY, found, values, Form.FROM if is_from else Form.PLAIN)


def _money_of(pattern: re.Pattern[str], found: re.Match[str]) -> tuple[Value, ...]:
    if pattern is _CENTS:
        cents = read_number(found["number"]) or Decimal(0)
        whole = read_number(found["whole"]) if found["whole"] else Decimal(0)
        return _values((whole or Decimal(0)) + cents / 100, _DOLLARS)
    mark = found["mark"]
    currencies = _CURRENCIES[mark]
    if pattern is _WAGE_OF_ZERO:
        return _values(Decimal(0), currencies)
    digits = found["number"].replace(" ", "") if " " in found["number"] else found["number"]
    if pattern is _SPELLED_AFTER:
        bare = re.sub(r"\s", "", found["number"])
        has_magnitude = any(sign in bare for sign in "십백천만억十百千万億萬拾")
        is_japanese = mark in "円ウォンドル"
        if not (has_magnitude or len(bare) >= 3 or is_japanese):
            return ()
    elif digits[:1].isalpha():
        digits = found["number"]
    number = read_number(digits, are_dots_thousands=EXPONENTS[currencies[0]] == 0)
    return () if number is None else _values(number, currencies)


def _values(number: Decimal, currencies: tuple[str, ...]) -> tuple[Value, ...]:
    if number >= 10**15:
        return ()
    scaled = [(number.scaleb(EXPONENTS[code]), code) for code in currencies]
    exact = [(minor, code) for minor, code in scaled if minor == minor.to_integral_value()]
    return tuple(Value(ValueKind.MONEY, int(minor), code) for minor, code in exact or scaled[:1])


_PERCENT = re.compile(
    rf"(?P<number>{DIGITS}|{SPELLED}|{ENGLISH}|열|스무|스물|서른|마흔|쉰)\s?-?"
    r"(?P<mark>%|퍼센트|프로(?!그|필|젝|페|모[션])|パーセント|percent|per\s?cent|pct(?![a-z]))"
)
_NATIVE_TENS = {"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50}
_TENTHS = re.compile(
    r"(?P<number>\d(?:\.\d)?|[一二三四五六七八九]|[일이삼사오육칠팔구](?=\s?할\s?(?:인|을|만)))\s?"
    r"(?:割(?!れ)|할(?=[\s을이만의,.!]|인|$))(?:(?P<more>\d|[一二三四五六七八九五])\s?分)?"
)
_HALF = re.compile(
    r"반\s?값|반액|절반|半\s?額|半\s?値|半分の?(?:価格|値段)"
    r"|(?<![a-z])half[\s-]?(?:the\s)?(?:price|off|cost)|50\s?/\s?50"
)


def parse_percent_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Percentages, tenths and halves."""
    for found in taken.free_matches(_PERCENT, text):
        native = _NATIVE_TENS.get(found["number"])
        number = Decimal(native) if native else read_number(found["number"])
        if number is not None:
            yield claim_of(ValueKind.PERCENT, found, (Value(ValueKind.PERCENT, number),))
    for found in taken.free_matches(_TENTHS, text):
        tenths = read_number(found["number"]) or Decimal(0)
        more = read_number(found["more"]) if found["more"] else None
        value = Value(ValueKind.PERCENT, tenths * 10 + (more or 0))
        yield claim_of(ValueKind.PERCENT, found, (value,))
    for found in taken.free_matches(_HALF, text):
        yield claim_of(ValueKind.PERCENT, found, (Value(ValueKind.PERCENT, Decimal(50)),))


_BARE = re.compile(
    rf"(?<![a-z0-9#])(?<!\d\.)(?P<number>{MIXED}|[{'일이삼사오육칠팔구一二三四五六七八九'}]?[만万][^\W\d_]?[천千]"
    rf"|[{'일이삼사오육칠팔구'}]{{4,}}|(?:\w+[\s-])?(?:hundred|thousand|million)(?![a-z]))"
    r"\s?(?P<unit>cm|mm|kg|km|ml|g(?![a-z])|l(?![a-z])|m(?![a-z])|℃|°|度|도(?=\s)|号|호|번|点|점"
    r"|ポイント|포인트|points?|points|文字|자(?![가-힣])|字|characters?|inch|in(?![a-z])|oz|lb|kcal|ft)?"
)
_MEASURES = frozenset(
    [
        "cm",
        "mm",
        "kg",
        "km",
        "ml",
        "g",
        "l",
        "m",
        "℃",
        "°",
        "度",
        "도",
        "inch",
        "in",
        "oz",
        "lb",
        "kcal",
        "ft",
    ]
)


def parse_number_claims(text: str, taken: Taken) -> Iterator[Claim]:
    """Numbers of three digits or more that are no size: an amount may hide behind any of them."""
    for found in _BARE.finditer(text):
        if not taken.is_free(*found.span("number")) or found["unit"] in _MEASURES:
            continue
        number = read_number(found["number"], are_dots_thousands=True)
        if number is None or number < 100 or (number < 300 and _looks_like_a_size(found)):
            continue
        taken.add(*found.span("number"))
        yield Claim(
            ValueKind.NUMBER,
            Value(ValueKind.NUMBER, number),
            found.span("number"),
            found["number"],
        )


def _looks_like_a_size(found: re.Match[str]) -> bool:
    """Heights in cm and shoe sizes in mm are said without their unit."""
    return found["number"].isdigit()
