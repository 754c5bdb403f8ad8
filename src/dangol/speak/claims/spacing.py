"""Words whose letters were set apart: closed up where that can be, and told where it cannot.

Korean and Japanese read the same without spaces, so letters that stand alone are joined with their
neighbours and read a second time. English does not, and no honest reply spells out its words letter
by letter; so there it is enough to know that one does.
"""

import re

import msgspec

_TOKEN = re.compile(r"[A-Za-z0-9]+[가-힣ぁ-ヿ一-鿿々〇]*|[가-힣ぁ-ヿ一-鿿々〇]+|[%₩¥$]")
_LONGEST_GAP = 9
_AROUND = 12
_BREAK = re.compile(r"[!?。~]|^\.\s+$|^-$")
"""Between two things that belong apart: sentences, and the ends of a range."""
_ODD_GAP = re.compile(r"\s{2,}|[.\-_*|/·][.\-_*|/· ]*")
_DIGITS_APART = re.compile(r"(?<![A-Za-z0-9.])[$₩¥]?\W{0,3}\d(?:[ .\-_*|/]{1,9}\d(?!\d)){2,}")
_SPELLED_OUT = re.compile(
    r"(?<![A-Za-z0-9'])[A-Za-z0-9](?:[\W_]{1,9}[A-Za-z0-9](?![A-Za-z0-9])){3,}"
)

_SIZES = frozenset("SMLXF")


class Closed(msgspec.Struct, frozen=True):
    """Letters that were closed up, with some of the words after them."""

    text: str
    span: tuple[int, int]
    """Where they stand in the text that was read."""
    length: int
    """How much of `text` was closed up; the rest stands as it stood."""


def close_up(text: str) -> list[Closed]:
    """Every run of letters and digits that stand oddly apart, closed up."""
    tokens = [found.span() for found in _TOKEN.finditer(text)]
    runs: list[Closed] = []
    place = 0
    while place < len(tokens) - 1:
        last = place
        while last + 1 < len(tokens) and _belongs(text, tokens, last):
            last += 1
        if last > place:
            start, end = tokens[place][0], tokens[last][1]
            joined = "".join(text[first:after] for first, after in tokens[place : last + 1])
            tail = text[end : end + _AROUND].replace("\n", " ")
            runs.append(Closed(joined + tail, (start, end), len(joined)))
        place = last + 1
    for found in _DIGITS_APART.finditer(text):
        joined = re.sub(r"[^\d/$₩¥]", "", found[0])
        tail = text[found.end() : found.end() + _AROUND].replace("\n", " ")
        runs.append(Closed(joined + tail, found.span(), len(joined)))
    return runs


def _belongs(text: str, tokens: list[tuple[int, int]], place: int) -> bool:
    """Whether a token and the next are likely one word."""
    (start, end), (next_start, next_end) = tokens[place], tokens[place + 1]
    if not 0 < next_start - end <= _LONGEST_GAP:
        return False
    gap, left, right = text[end:next_start], text[end - 1], text[next_start]
    if left.isascii() and right.isascii():
        # 3.5 and 1-2 are no words apart; 6 . 0 . % and 2 3 일 are.
        if not (end - start == 1 == next_end - next_start and left.isdigit()):
            return False
        after = text[next_end : next_end + 1]
        if gap == " ":
            beyond = tokens[place + 2] if place + 2 < len(tokens) else (0, 0)
            return beyond[1] - beyond[0] == 1 and not text[beyond[0]].isascii()
        is_range = _BREAK.search(gap) and not gap == "-" == after
        return not is_range and (after in (".", " ", "-", "*", "_", "|") or right == "%")
    if _BREAK.search(gap) and not (gap == "-" and not (left.isdigit() and right.isdigit())):
        return False
    is_alone = end - start == 1
    is_japanese = left >= "ぁ" and right >= "ぁ" and not (_is_hangul(left) or _is_hangul(right))
    return is_alone or is_japanese or _ODD_GAP.fullmatch(gap) is not None


def _is_hangul(sign: str) -> bool:
    return "가" <= sign <= "힣"


def find_spelled_out(text: str) -> list[re.Match[str]]:
    """Where Latin letters are spelled out one by one; a list of sizes is none."""
    return [
        found
        for found in _SPELLED_OUT.finditer(text)
        if sum(map(str.isalpha, found[0])) >= 3
        and not set(filter(str.isalpha, found[0].upper())) <= _SIZES
    ]
