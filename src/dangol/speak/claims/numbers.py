"""Numbers as people write them: digits, with 만 and 千, and spelled in three languages."""

import re
from decimal import Decimal

DIGITS = r"\d(?:[\d,.'·]*\d)?"
_MAGNITUDES = dict(
    zip(
        "십백천만억十拾百千万萬億",
        (10, 100, 1000, 10**4, 10**8, 10, 10, 100, 1000, 10**4, 10**4, 10**8),
        strict=True,
    )
)
_UNITS = {
    **{sign: place for place, sign in enumerate("영일이삼사오육칠팔구")},
    **{sign: place for place, sign in enumerate("〇一二三四五六七八九")},
    **{"공": 0, "륙": 6, "零": 0, "壱": 1, "弐": 2, "参": 3, "両": 2},
}
_MAG = "".join(_MAGNITUDES)
_ONE = "일이삼사오육륙칠팔구一二三四五六七八九壱弐参"
_SPELLED = "영공〇零" + _ONE + _MAG

MIXED = rf"{DIGITS}(?:\s?[{_MAG}]+(?:\s?(?:{DIGITS}|[{_ONE}])(?=\s?[{_MAG}원円엔]))?)*"
"""Digits, as in 39,000 and 3만 9천 and 39千."""
SPELLED = (
    rf"(?:[{_SPELLED}](?:[{_SPELLED}]|(?<=[만억万億萬])\s(?=[{_SPELLED}]))*"
    rf"|(?<!\w)[{_SPELLED}](?:\s[{_SPELLED}])+)"
)
"""Korean and Japanese numerals, as in 삼만 구천 and 三万九千."""

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: place for place, word in enumerate(_SMALL)},
    **{word: 20 + 10 * place for place, word in enumerate(_TENS)},
}
_GREAT = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "grand": 1000}
_WORD = "|".join(sorted([*_WORDS, *(word for word in _GREAT if word != "k")], key=len)[::-1])
ENGLISH = (
    rf"(?<![a-z])(?:a\s+(?=hundred|thousand|million))?(?:{_WORD})"
    rf"(?:[\s-]+(?:and[\s-]+)?(?:{_WORD}))*(?![a-z])"
)
"""As in thirty-nine thousand."""
ANY = rf"(?:{MIXED}(?:\s?(?:k|thousand|million)\b)?|{SPELLED}|{ENGLISH})"

_TOKEN = re.compile(rf"{DIGITS}|[{_SPELLED}]")


def read_number(text: str, *, are_dots_thousands: bool = False) -> Decimal | None:
    """The number that a lower-case text, matched by one of the patterns above, stands for."""
    text = text.strip()
    if not text:
        return None
    if text[0].isascii() and text[0].isalpha():
        return _english(text)
    ascii_tail = re.search(r"\s?(k|thousand|million)$", text)
    if ascii_tail:
        number = read_number(text[: ascii_tail.start()], are_dots_thousands=are_dots_thousands)
        return None if number is None else number * _GREAT[ascii_tail[1]]
    tokens = _TOKEN.findall(text)
    if not tokens:
        return None
    if len(tokens) > 1 and all(token in _UNITS for token in tokens):
        return Decimal("".join(str(_UNITS[token]) for token in tokens))
    total, section, current = Decimal(0), Decimal(0), None
    for token in tokens:
        magnitude = _MAGNITUDES.get(token)
        if magnitude is None:
            unit = _UNITS.get(token)
            current = Decimal(unit) if unit is not None else _plain(token, are_dots_thousands)
        elif magnitude >= 10**4:
            section += current or 0
            total += (section or 1) * magnitude
            section, current = Decimal(0), None
        else:
            section += (1 if current is None else current) * magnitude
            current = None
    return total + section + (current or 0)


def _plain(digits: str, are_dots_thousands: bool) -> Decimal:
    digits = digits.replace("'", "").replace("·", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits) and are_dots_thousands:
        digits = digits.replace(".", "")
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    digits = digits.replace(",", "")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return Decimal(digits)


def _english(text: str) -> Decimal:
    words = [word for word in re.split(r"[\s-]+", text) if word not in ("and", "a")]
    if len(words) > 1 and all(_WORDS.get(word, 10) < 10 for word in words):
        return Decimal("".join(str(_WORDS[word]) for word in words))
    total, section = Decimal(0), Decimal(0)
    for word in words:
        great = _GREAT.get(word)
        if great is None:
            section += _WORDS[word]
        elif great == 100:
            section = (section or 1) * 100
        else:
            total += (section or 1) * great
            section = Decimal(0)
    return total + section
