"""The figures in a text: Korean, Japanese and English numerals with their units and roundings.

One pass from left to right. What is written like a figure and is none (dates, times of day,
versions, telephone numbers, addresses, ticket numbers) is blanked out first, letter for letter,
so that places in the text stay what they were.
"""

import re
from functools import lru_cache

import msgspec

from dangol.insight.audit.interval import Interval
from dangol.insight.audit.reading.dates import TEMPORAL
from dangol.insight.audit.reading.not_figures import BLANKED, CODE, YEAR, blank
from dangol.insight.audit.reading.units import (
    BIG,
    CURRENCIES,
    LATIN,
    MONEY_BEFORE,
    PERCENT,
    SMALL,
    UNIT_AFTER,
    UNITS,
)

LONGEST_DIGITS = 18
APPROXIMATE_RATIO = 0.05
"""How far "about 40" may be from what it stands for, beside its rounding."""


class Figure(msgspec.Struct, frozen=True):
    """A number as it stands in a text."""

    start: int
    end: int
    """Where it stands, with its sign, currency and unit."""
    text: str
    value: float
    """In the unit, with 만, 億, k and the like multiplied out."""
    step: float
    """One of the last printed digit."""
    unit: str = ""
    """`%`, `pt`, `x`, a currency code, a unit of time, or the counting word beside it."""
    is_about: bool = False
    """약, 約, about: near, and no closer."""
    is_bound: bool = False
    """이상, 未満, over, at least: an end and no value."""
    is_range: bool = False
    """One end of a range."""
    is_signed: bool = False
    """A plus or minus is written."""
    scale: float = 1.0
    """What 만, 億, k and the like multiply by; 1 where nothing does."""

    @property
    def interval(self) -> Interval:
        """What the figure may stand for, rounded as it is printed."""
        by = self.step / 2
        if self.is_about:
            by = max(self.step, APPROXIMATE_RATIO * abs(self.value))
        return Interval(self.value - by, self.value + by)

    @property
    def cut(self) -> Interval:
        """What it may stand for where it may also be cut off instead of rounded."""
        inner = self.interval
        if self.value >= 0:
            return Interval(inner.low, max(inner.high, self.value + self.step))
        return Interval(min(inner.low, self.value - self.step), inner.high)

    @property
    def is_plain(self) -> bool:
        """Whether it says one value and no end, range or neighbourhood."""
        return not (self.is_bound or self.is_range or self.is_about)

    @property
    def is_money(self) -> bool:
        """Whether the unit is a currency."""
        return self.unit in CURRENCIES

    @property
    def is_whole(self) -> bool:
        """Whether it is printed to the last one."""
        return self.step == 1.0


_WIDTHS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    0x2007: " ",
    0xFFE5: "¥",
    0xFFE6: "₩",
    0xFFE1: "£",
    0x2212: "-",
    0x301C: "~",
    0x2010: "-",
    0x2011: "-",
}


def plain_width(text: str) -> str:
    """The text with full-width letters, digits and marks made narrow, letter for letter."""
    return text.translate(_WIDTHS)


_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"


_COUNTED = re.compile(
    r"(명|건|개(?!월|인)|곳|회(?!사|의|원)|대(?!비|표|상)|점|장|권|팀|종|석|통|편|가지|"
    r"사(?![가-힣])|kg|km|kWh|MWh|GB|MB|TB"
    r"|t\b|[㎡m]²?\b|社|名|人|個|回|店舗?|冊|台|校|点|本|枚|室|組|戸|匹|頭|通|軒|件|"
    r"シート|품목|좌석|박스)"
)
_NOUN = re.compile(r" ?([a-z][a-z-]{2,})\b")
_START = re.compile(
    rf"(?P<sign>[-+±△▲▼])?[ ]?(?P<money>US\$|[$₩¥£€]|(?:USD|KRW|JPY|GBP|EUR) )?(?P<late>[-+])?"
    rf"(?<![0-9.,A-Za-z_])(?P<number>{_NUMBER})"
)
_FOLLOWING = re.compile(rf"[ ]?({_NUMBER})")
_LATIN_SCALE = re.compile(r" ?(thousand|million|billion|trillion|mn|mio|bn|tn|k|K|M|B|m)\b")
_WARI = re.compile(r"割(?:([0-9])分)?(?!引|合|り当|増し)")
_ABOUT_BEFORE = re.compile(
    r"(?:약|대략|거의|근|얼추|約|およそ|おおよそ|ほぼ|\babout|\baround|\broughly|\bnearly|"
    r"\balmost"
    r"|\bapproximately|\bapprox\.?|\bsome|\bclose to|\bc\.|\bca\.?|(?<![0-9%원円])~)\s?$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(
    r"\s?(?:쯤|정도|가량|안팎|내외|여\s?[명건개곳]|여(?=[ ])|남짓|ほど|程度|前後|くらい|"
    r"ぐらい|余り?|あまり|弱|強|台(?!数)|or so|-ish)"
)
_BOUND_BEFORE = re.compile(
    r"(?:최대|최소|적어도|많아야|最大|最低|少なくとも|\bover|\bunder|\bbelow|\babove|"
    r"\bmore than|\bless than"
    r"|\bfewer than|\bat least|\bat most|\bup to|\bno more than|\bno fewer than|"
    r"\bexceed(?:s|ed|ing)?"
    r"|\bwithin|\bbeyond|[<>≤≥])\s?(?:the |about )?$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:%|\btimes|\bpoints?|\bpercent|[0-9]|\btwice as (?:much|many)|\bmore|"
    r"\bless) (?:[a-z]+ )?(?:(?:more|less|fewer|higher|lower|longer|shorter) than|above|"
    r"below|over|under) (?:the )?$"
)
_BOUND_AFTER = re.compile(
    r"\s?を\s?[上下]回|\s?(?:을|를|도|에|에도|に|を|も|さえ|이)?\s?(?:이상|초과|이하|미만|넘|"
    r"밑|아래|웃도|못 미|채 안|이내|안에|以上|超|以下|未満|以内|届か|or more"
    r"|or less|or fewer|and over|\+(?![0-9])|and above)"
)


@lru_cache(maxsize=4096)
def read_figures(text: str) -> "tuple[Figure, ...]":
    """The figures of the text in their order, with what they may stand for.

    Laws: reading is linear in the text; never raises.
    """
    plain = blank(plain_width(text), CODE, *BLANKED, TEMPORAL, YEAR)
    found: list[Figure] = []
    place = 0
    while match := _START.search(plain, place):
        figure, place = _figure_at(plain, match)
        if figure is not None:
            found.append(figure)
    return tuple(_with_ranges(plain, found))


def _figure_at(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    digits = match["number"].replace(",", "")
    end = match.end()
    if len(digits) > LONGEST_DIGITS:
        return None, end
    value, step = float(digits), _step_of(digits)
    scale = 1.0
    value, step, scale, end = _scaled(text, end, value, step)
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    is_signed, is_negative = _sign_of(text, match)
    if match["sign"] and not is_signed:
        start = match.start("money") if match["money"] else match.start("number")
    unit = MONEY_BEFORE[match["money"].strip()] if match["money"] else ""
    if scale == 1.0 and (latin := _LATIN_SCALE.match(text, end)):
        word = latin[1]
        # A bare m is metres, and a million only beside a currency.
        if word != "m" or unit:
            scale, end = LATIN[word], latin.end()
            value, step = value * scale, step * scale
    if not unit and (wari := _WARI.match(text, end)):
        unit, end = PERCENT, wari.end()
        value, step = value * 10 + float(wari[1] or 0), 1.0 if wari[1] else 10.0 * step
    after = end + (text[end : end + 1] == " ")
    if not unit:
        unit, end = _unit_after(text, end, after)
    if is_negative:
        value = -value
    before = text[max(0, start - 16) : start]
    is_about = bool(_ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(text, end))
    is_bound = bool(
        (_BOUND_BEFORE.search(before) and not _COMPARED.search(text[max(0, start - 40) : start]))
        or _BOUND_AFTER.match(text, end)
    )
    figure = Figure(
        start,
        end,
        text[start:end],
        value,
        step,
        unit,
        is_about,
        is_bound,
        False,
        is_signed,
        scale,
    )
    return figure, max(end, match.end())


def _step_of(digits: str) -> float:
    return 10.0 ** -len(digits.partition(".")[2])


def _scaled(text: str, end: int, value: float, step: float) -> tuple[float, float, float, int]:
    """The numeral read on over 십, 백, 천, 만, 억 and their kanji: value, step, scale, end."""
    total = group = 0.0
    scale, last = 1.0, float("inf")
    number = value
    while True:
        small = SMALL.get(text[end : end + 1], 0)
        if small:
            end += 1
        big = BIG.get(text[end : end + 1], 0.0)
        if big and big < last:
            end += 1
            total += (group + number * (small or 1)) * big
            step, scale, group, last = step * (small or 1) * big, big, 0.0, big
        elif small:
            group += number * small
            step, scale = step * small, float(small)
        else:
            break
        number = 0.0
        following = _FOLLOWING.match(text, end)
        # 57万8,400円 goes on; 3만 2025년 does not: a space needs a scale or a unit behind it.
        if following is None:
            break
        after = text[following.end() : following.end() + 1]
        goes_on = after in SMALL or after in BIG or (text[end] != " " or after in "원円명건名件人")
        if not goes_on or not after.strip() or float(following[1].replace(",", "")) >= scale:
            break
        digits = following[1].replace(",", "")
        number, step, end = float(digits), _step_of(digits), following.end()
        if after not in SMALL and after not in BIG:
            break
    if scale == 1.0:
        return value, step, 1.0, end
    return total + group + number, step, scale, end


def _sign_of(text: str, match: re.Match[str]) -> tuple[bool, bool]:
    sign = match["sign"] or match["late"] or ""
    if not sign or sign == "±":
        return False, False
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    if sign in "-+" and match["sign"] and (before.isalnum() or before in (")", "%", "]")):
        return False, False
    return True, sign in "-△▼" or (sign == "▲" and "▼" not in text)


def _unit_after(text: str, end: int, after: int) -> tuple[str, int]:
    if unit := UNITS.match(text, after):
        return UNIT_AFTER[int((unit.lastgroup or "u0")[1:])][1], unit.end()
    if counted := _COUNTED.match(text, after):
        return counted[1], counted.end()
    if noun := _NOUN.match(text, end):
        return _singular(noun[1]), end
    return "", end


_NO_NOUNS_WORDS = """
and the for from with was were are has had but per than that this who which when while
of to in on at by or out after before between until still did can could would will may
last this next each most half less more fewer only not new old paid free extra
later ago now then came gave said went
"""
_NO_NOUNS = frozenset(_NO_NOUNS_WORDS.split())


def _singular(noun: str) -> str:
    if noun in _NO_NOUNS:
        return ""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _with_ranges(text: str, found: list[Figure]) -> list[Figure]:
    for at in range(len(found) - 1):
        one, other = found[at], found[at + 1]
        between = text[one.end : other.start] + (text[other.start] if other.is_signed else "")
        if re.fullmatch(r"\s?(?:~|–|—|-|내지|ないし|또는|or)\s?(?:약|約)?", between) or (
            between.strip() in ("to", "and")
            and re.search(r"\b(?:from|between) (?:US\$|[$£€¥₩])?$", text[: one.start])
            and between.strip() == "and"
        ):
            unit = one.unit or other.unit
            found[at] = msgspec.structs.replace(one, is_range=True, is_about=False, unit=unit)
            found[at + 1] = msgspec.structs.replace(other, is_range=True, is_about=False)
    return found
