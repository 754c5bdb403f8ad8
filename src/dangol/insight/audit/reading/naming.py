"""Which rows and columns a sentence names: whole words, and of names within names the longest."""

import re

from dangol.insight.audit.reading.contexts import content_words
from dangol.insight.audit.reading.grid import Head

_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_KO_PARTICLE = (
    r"(?:은|는|이|가|을|를|의|에|에서|으로|로|와|과|도|만|까지|부터|보다|쪽|측|들|씩|이나|나|라|"
    r"별|뿐|마저|"
    r"조차|하고|이란|란|한테|에게|께서|이야말로|이다|다|인|인데|임|(?:이었|였|입니|이며|이고|이라|"
    r"라서|이어)[가-힣]{0,3})"
)
_KO_AFTER = re.compile(rf"{_KO_PARTICLE}{{0,3}}(?![가-힣])")
_JOINABLE = "月年期度の"


def bare(text: str) -> str:
    """The label without what stands in brackets."""
    return _BRACKETS.sub("", text).strip()


def says(text: str, name: str) -> bool:
    """Whether the text holds the name as a word of its own: 매출 is not said by 순매출."""
    low, wanted = text.lower(), name.lower()
    if len(wanted) < 2:
        return False
    if wanted.isascii():
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?:s|es|'s)?(?![a-z0-9])", low))
    place = low.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        if _stands_alone(low, place, end):
            return True
        place = low.find(wanted, place + 1)
    return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    if _sort(before) and _sort(before) == _sort(first) and before not in _JOINABLE:
        return False
    if _sort(last) == "ko":
        end += text[end : end + 1] in tuple("비품점액층")
        return bool(_KO_AFTER.match(text, end))
    if _sort(last) == "kanji" and after and after in "書者店社部品費員客層系側":
        after = text[end + 1 : end + 2]
    return not (_sort(after) and _sort(after) == _sort(last))


def _sort(letter: str) -> str:
    if not letter:
        return ""
    if "가" <= letter <= "힣":
        return "ko"
    if "一" <= letter <= "龥":
        return "kanji"
    if "ァ" <= letter <= "ー":
        return "kana"
    return "latin" if letter.isascii() and letter.isalnum() else ""


def named_heads(heads: tuple[Head, ...], text: str) -> list[int]:
    """The heads that the text names, without what stands in brackets."""
    names = [(at, bare(one.text).lower()) for at, one in enumerate(heads)]
    found = [(at, name) for at, name in names if says(text, name)]
    letters = [
        (at, bare(one.text))
        for at, one in enumerate(heads)
        if re.fullmatch(r"[A-Z]", bare(one.text))
    ]
    said = [
        (at, name) for at, name in letters if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z'])", text)
    ]
    is_sure = len(said) > 1 or any(
        re.search(
            (
                rf"(?:version|variant|subject|line|group|plan|option|mail|letter|test|site|team|案|"
                rf"안) {name}\b|{name} ?(?:안|案|社|사|組|군|群)"
            ),
            text,
            re.IGNORECASE,
        )
        for _, name in said
    )
    if is_sure:
        found += [(at, name.lower()) for at, name in said]
    return [
        at
        for at, name in found
        if not any(name != other and len(name) > 1 and name in other for _, other in found)
    ]


def near_heads(heads: tuple[Head, ...], text: str) -> list[int]:
    """The heads named, or else the one whose first word is: 貸出 for 貸出冊数."""
    if found := named_heads(heads, text):
        return found
    words = content_words(text)
    close = [
        at
        for at, one in enumerate(heads)
        if any(
            len(word) > 1
            and (mine.startswith(word) or word in (f"{mine}자", f"{mine}者", f"{mine}수"))
            for mine in content_words(bare(one.text))
            for word in words
        )
    ]
    return close if len(close) == 1 else []
