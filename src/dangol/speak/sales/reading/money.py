"""A budget: an amount with its currency, for a seat or for all, a month or a year or once.

A price that is asked about, what is paid today and what is sold are amounts too. An amount is a
budget where the word stands, where it was asked for, or where somebody says how far they would go.
"""

import re
from decimal import Decimal

from dangol.speak.sales.reading.found import Found
from dangol.speak.sales.reading.numerals import Amount, numbers_in
from dangol.speak.sales.reading.patterns import pattern
from dangol.speak.sales.reading.people import render_range
from dangol.speak.sales.reading.seen import Seen
from dangol.terms.currencies import MARKS
from dangol.terms.languages import Language

HOME = {Language.KO: "KRW", Language.JA: "JPY", Language.EN: "USD"}
"""What an amount without a currency is in."""

_WORDS = {
    "krw": "KRW", "won": "KRW", "jpy": "JPY", "yen": "JPY", "usd": "USD", "불": "USD",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "grand": "USD",
}  # fmt: skip
_BEFORE = re.compile(r"(?:us\$|[$¥₩€£]|(?<![a-z])(?:krw|jpy|usd|eur|gbp)) ?$")
_AFTER = pattern("money", "after")
_COUNTED = pattern("money", "counted")
_JOIN = pattern("money", "join")
_NAMED = pattern("money", "named")
_THINKING = pattern("money", "thinking")
_NEVER = pattern("money", "never")
_PRICE = pattern("money", "price")
_MOST_AFTER = pattern("money", "most_after")
_LEAST_AFTER = pattern("money", "least_after")
_ABOUT_AFTER = re.compile(
    r"^ ?(?:정도|쯤|가량|선|내외|안팎|대(?= |$)|前後|ほど|くらい|ぐらい|程度|or so|ish|-ish)"
)
_MOST_BEFORE = pattern("money", "most_before")
_LEAST_BEFORE = pattern("money", "least_before")
_ABOUT_BEFORE = pattern("money", "about_before")
_LED = pattern("money", "led")
_TRAILED = pattern("money", "trailed")
_TAKEN_BACK = re.compile(r"^ ?(?:이|은)? ?(?:말고|아니고|아니라)|^(?:では|じゃ)な[くい]")


def read_money(seen: Seen, language: Language, *, is_asked: bool) -> Found | None:
    """What could be spent, as `KRW 500000/month`, `JPY 80000-120000`, `USD -50/seat/month`.

    Laws: never raises.
    """
    numbers = numbers_in(seen)
    best: tuple[int, Found] | None = None
    place = 0
    while place < len(numbers):
        one, place = _joined(seen, numbers, place)
        rated = _rated(seen, one, language, is_asked=is_asked)
        # Said again with the same right, the last one counts.
        if rated is not None and (best is None or rated[0] >= best[0]):
            best = rated
    return best[1] if best else None


def _joined(seen: Seen, numbers: list[Amount], place: int) -> tuple[Amount, int]:
    one = numbers[place]
    if place + 1 == len(numbers):
        return one, place + 1
    other = numbers[place + 1]
    between = seen.plain[one.end : other.start]
    joint = between.strip() and len(between) <= 12 and _JOIN.match(between)
    is_plain_and = between.strip() == "and" and "between" not in seen.head(one.start, 14)
    if not joint or is_plain_and:
        return one, place + 1
    is_short = one.scale == 1 and other.scale > 1 and one.high * other.scale <= other.high
    low = one.low * (other.scale if is_short else 1)
    if not low < other.high:
        return one, place + 1
    return Amount(low, other.high, one.start, other.end, max(one.scale, other.scale)), place + 2


def _rated(
    seen: Seen, one: Amount, language: Language, *, is_asked: bool
) -> tuple[int, Found] | None:
    before = _BEFORE.search(seen.head(one.start, 8))
    after = _AFTER.match(seen.tail(one.end, 12))
    start = one.start - (len(before[0]) if before else 0)
    end = one.end + (after.end() if after else 0)
    currency = _currency((after or before or [""])[0].strip(), language)
    is_most, is_least, start, end, has_bound = _bounds(seen, start, end)
    period, is_seat, start, end = _per(seen, start, end)
    if not is_most and not is_least:
        is_most, is_least, start, end, has_bound = _bounds(seen, start, end)
    head, tail = seen.head(start, 40), seen.tail(end, 30)
    near = (
        re.split("[,、]|는데|지만|けど|but", head)[-1][-24:]
        + "\n"
        + re.split("[,、]|는데|인데|지만|けど|ですが|but", tail)[0][:24]
    )
    is_named = bool(_NAMED.search(seen.head(one.start, 40)) or _NAMED.search(tail))
    has_unit = bool(before or after)
    is_counted = one.scale >= 1000 and _COUNTED.match(seen.tail(one.end, 20))
    if not has_unit and (is_counted or not (one.scale >= 1000 or period)):
        return None
    if _TAKEN_BACK.match(tail) or (_NEVER.search(near) and not is_named):
        return None
    if is_named:
        rank = 3
    elif is_asked:
        rank = 2
    elif is_most or (
        _THINKING.search(tail)
        and (has_bound or ((period or is_seat or has_unit) and not seen.is_question(end)))
    ):
        rank = 1
    else:
        return None
    if rank < 3 and _PRICE.search(near) and not is_most:
        return None
    if not has_unit and rank == 1 and not (period or is_seat):
        return None
    low, high = one.low, one.high
    if low < high:
        is_most = is_least = False
    if not has_unit and one.scale == 1 and high < 1000 and language is not Language.EN:
        low, high = low * 10_000, high * 10_000  # 월 50 is said for 월 50만 원
    if is_most:
        shown = render_range(Decimal(0), high)
    else:
        shown = render_range(low, None if is_least else high)
    value = f"{currency} {shown}{'/seat' if is_seat else ''}{period}"
    return rank, Found(value, start, end)


def _currency(mark: str, language: Language) -> str:
    if not mark:
        return HOME[language]
    named = _WORDS.get(mark)
    if named is None:
        found = MARKS.get(mark.upper())
        named = found[0] if found else HOME[language]
    return named


def _bounds(seen: Seen, start: int, end: int) -> tuple[bool, bool, int, int, bool]:
    """Whether it is the most or the least, and the span with the words that say so."""
    tail = seen.tail(end, 20)
    most, least, about = (
        pattern.match(tail) for pattern in (_MOST_AFTER, _LEAST_AFTER, _ABOUT_AFTER)
    )
    after = most or least or about
    end += after.end() if after else 0
    head = seen.head(start, 24)
    early_most, early_least, early = (
        pattern.search(head) for pattern in (_MOST_BEFORE, _LEAST_BEFORE, _ABOUT_BEFORE)
    )
    before = early_most or early_least or early
    start -= len(before[0]) if before else 0
    is_most = bool(most or (early_most and not least))
    is_least = bool((least or early_least) and not is_most)
    return is_most, is_least, start, end, bool(after or before)


def _per(seen: Seen, start: int, end: int) -> tuple[str, bool, int, int]:
    """The period and the seat that stand before or after, and the span with them."""
    period, is_seat = "", False
    for _ in range(3):
        trailed = _TRAILED.match(seen.tail(end, 30))
        if trailed is None:
            break
        is_seat = is_seat or bool(trailed["seat"])
        period = period or ("/month" if trailed["month"] else "/year" if trailed["year"] else "")
        end += trailed.end()
    head = seen.head(start, 20)
    reach = 0
    for _ in range(4):
        bare = head.rstrip()
        led = None
        for found in _LED.finditer(bare):
            if found.end() == len(bare):
                led = found
                break
        if led is None:
            break
        head = head[: led.start()]
        if led["other"]:
            continue
        is_seat = is_seat or bool(led["seat"])
        is_month, is_year = led["month"] or led["month2"], led["year"] or led["year2"]
        period = period or ("/month" if is_month else "/year" if is_year else "")
        reach = led.start()
    else:
        led = None
    whole = seen.head(start, 20)
    if reach or ((period or is_seat) and _LED.match(whole)):
        start -= len(whole) - reach
    return period, is_seat, start, end
