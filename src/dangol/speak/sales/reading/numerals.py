"""Numbers as people write them: in figures, in the words of three languages, and mixed.

20, 1,200, 2k, 3만 5천, 1천5백만, 스무, 열댓, 이삼십, 二十, 数十, a dozen, a couple of hundred.
What is a telephone number, an order, a date, a time, a version or a share is no number here.
"""

import re
from decimal import Decimal

import msgspec

from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.seen import Seen

MOST = Decimal(10) ** 13


class Amount(msgspec.Struct, frozen=True):
    """A number, or two between which it lies, and where it stands."""

    low: Decimal
    high: Decimal
    start: int
    end: int
    scale: Decimal = Decimal(1)
    """What its last word multiplies with: 10000 of "50만"; 1 where there is none."""
    is_open: bool = False
    """It may be more."""


_FIGURE = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.\d{1,2}(?!\d))?"
_SMALL = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_BIG = {"만": 10**4, "억": 10**8, "万": 10**4, "億": 10**8}
_SINO = {
    sign: value
    for signs in ("일이삼사오육칠팔구", "一二三四五六七八九")
    for value, sign in enumerate(signs, 1)
}
_ONES_BY_SUM = {
    (1, 1): "한 하나", (2, 2): "두 둘", (3, 3): "세 셋", (4, 4): "네 넷", (5, 5): "다섯 댓",
    (6, 6): "여섯", (7, 7): "일곱", (8, 8): "여덟", (9, 9): "아홉",
    (1, 2): "한두", (2, 3): "두세 두셋", (2, 4): "두서너", (3, 4): "서너 서넛",
    (4, 5): "네다섯 네댓 너댓 너덧", (5, 6): "대여섯 대엿", (6, 7): "예닐곱", (7, 8): "일고여덟",
    (8, 9): "여덟아홉 엳아홉",
}  # fmt: skip
_ONES_OF = {word: span for span, words in _ONES_BY_SUM.items() for word in words.split()}
_TENS = ("열", "스물 스무", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_TENS_OF = {word: 10 * at for at, words in enumerate(_TENS, 1) for word in words.split()}
_ENGLISH = {word: at for at, word in enumerate(pattern("numerals", "english").text.split("|"), 1)}
_ENGLISH_TENS = {
    word: 10 * at for at, word in enumerate(pattern("numerals", "tens").text.split("|"), 2)
}
_ENGLISH_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}

_NUMBER = pattern("numerals", "number")

_NOT_NUMBERS = pattern("numerals", "not_numbers")


def numbers_in(seen: Seen) -> list[Amount]:
    """Every number, as they come.

    Laws: spans ascend and do not overlap; never raises.
    """
    text = _NOT_NUMBERS.compiled.sub(lambda one: "\x00" * len(one[0]), seen.plain)
    found: list[Amount] = []
    for match in _NUMBER.finditer(text):
        low, high, scale = _value_of(match)
        if 0 < low <= high <= MOST:
            is_open = bool(match["some"] or match["edozens"])
            start, end = match.span()
            found.append(Amount(Decimal(low), Decimal(high), start, end, Decimal(scale), is_open))
    return found


def _value_of(match: re.Match[str]) -> tuple[Decimal | int, Decimal | int, int]:
    if match["figures"]:
        return _of_figures(match["figures"], match["latin"] or "")
    if match["next"]:
        scale = 10 ** len(match["l3"])
        return int(match["l1"]) * scale, int(match["l2"]) * scale, 1
    if match["teens"]:
        tens = 10 * _SINO.get(match["teens"][0], 1)
        return tens + 1, tens + 9, 1
    if match["sino2"]:
        scale = _SMALL[match["s3"]]
        return _SINO[match["s1"]] * scale, _SINO[match["s2"]] * scale, 1
    if match["kanji2"]:
        scale = _SMALL.get(match["k3"], 1)
        return _SINO[match["k1"]] * scale, _SINO[match["k2"]] * scale, 1
    if word := match["sino"] or match["kanji"]:
        value, scale = _of_signs(word)
        return value, value, scale
    if word := match["t1"] or match["f1"]:
        return 2 * _SMALL[word], 9 * _SMALL[word], 1
    if match["few"]:
        return 2, 9, 1
    if match["some"]:
        return 10, 10, 1
    if match["hito"]:
        count = 1 if match["hito"] == "ひとり" else 2
        return count, count, 1
    if match["native"]:
        tens = _TENS_OF.get(match["nt"] or match["nt2"] or match["nt3"] or "", 0)
        word = match["no"] or match["no2"] or match["no3"] or match["o1"] or match["o2"] or ""
        low, high = _ONES_OF.get(word, (0, 0))
        return tens + low, tens + high, 1
    return _of_english(match)


def _of_figures(text: str, latin: str) -> tuple[Decimal, Decimal, int]:
    if latin:
        value = Decimal(text.removesuffix(latin).strip().replace(",", ""))
        scale = {"k": 1000, "m": 10**6, "mm": 10**6, "mil": 10**6, "million": 10**6}.get(
            latin, _ENGLISH_SCALES.get(latin, 1)
        )
        return value * scale, value * scale, scale
    value, scale = _of_signs(text)
    return value, value, scale


def _of_signs(text: str) -> tuple[Decimal, int]:
    """Figures, digits and powers in any mixture: 1천5백만, 三万5千, 백이십."""
    total, section, scale = Decimal(0), Decimal(0), 1
    number: Decimal | None = None
    for token in re.findall(rf"{_FIGURE}|[^\d\s.,]", text):
        if token in _SMALL:
            section += (1 if number is None else number) * _SMALL[token]
            number, scale = None, _SMALL[token]
        elif token in _BIG:
            whole = section + (number or 0)
            total += (whole or 1) * _BIG[token]
            section, number, scale = Decimal(0), None, _BIG[token] * (scale if section else 1)
        elif token in _SINO:
            number = Decimal(_SINO[token])
        else:
            number = Decimal(token.replace(",", ""))
    # 열두 명 is twelve people, but 十 by itself scales nothing that stands before it.
    return total + section + (number or 0), 1 if number is not None else scale


def _of_english(match: re.Match[str]) -> tuple[int, int, int]:
    if match["edozens"]:
        least = 24 if match["edozens"] == "dozens" else 200
        return least, least, 1
    if match["ecouple"]:
        return (2, 2, 1) if "couple" in match["ecouple"] else (3, 5, 1)
    if match["escale"]:
        scale = _ENGLISH_SCALES[match["escale"]]
        many = match["couple"]
        if many == "half a":
            return scale // 2, scale // 2, 1
        low, high = {"a": (1, 1), "a couple": (2, 2), "couple": (2, 2)}.get(many, (3, 5))
        if many in _ENGLISH or many in _ENGLISH_TENS:
            low = high = _ENGLISH.get(many, 0) + _ENGLISH_TENS.get(many, 0)
        rest = _english_sum(match["erest"] or "")
        return low * scale + rest, high * scale + rest, 1
    words = " ".join(filter(None, (match["etens"], match["eones"], match["eplain"])))
    value = _english_sum(words)
    return value, value, 1


def _english_sum(words: str) -> int:
    return sum(
        _ENGLISH.get(word, 0) + _ENGLISH_TENS.get(word, 0) for word in re.findall("[a-z]+", words)
    )
