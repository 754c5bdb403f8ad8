"""Words of a stranger as they may be shown and quoted: on one line, cut where a word ends."""

import re
import unicodedata
from collections.abc import Iterable

from dangol.terms.languages import Language

LONGEST = 200
"""Characters of one thing that somebody else wrote."""
_END = re.compile(r"[.!?。！？…\n]")
_CLAUSE = re.compile(r"[\s.,!?、。，！？…]")
_HANGUL = re.compile(r"[가-힣]")
_KANA = re.compile(r"[ぁ-ゖ]")
_JAPANESE = re.compile(r"[ぁ-ヿ㐀-鿿]")
_KO_TAIL = re.compile(
    r"(?:에|에는|에서|까지|까지는|부터|쯤|쯤에|이|가|을|를|은|는|도|의|로|으로|이나|정도|안에)[.,!?]*"
)
"""What may follow a whole Korean word: the word is whole without it."""
_JA_TAIL = re.compile(r"(?:に|から|まで|で|を|が|は|の|へ|と|も|ごろ|頃)")
_CONSONANT_DIGITS = frozenset("013678")
"""Digits whose Korean names end in a consonant."""


def plain(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without what cannot be seen or turns the reading round."""
    seen = "".join(one if _is_seen(one) else " " for one in text[: 4 * longest])
    seen = " ".join(seen.split())
    return clip(seen, longest)


def whole_words(words: str, said: Iterable[str]) -> str:
    """The words grown to the ends of those they were cut out of, with … where more was said.

    As they are where no text of `said` holds them. Words that are whole but for a particle stay.
    """
    words = words.strip()
    for text in said:
        start = text.find(words) if words else -1
        if start < 0:
            continue
        before, behind = text[:start], text[start + len(words) :]
        first = _open_before(before, words)
        grown = _open_behind(words, behind)
        if not first and not grown:
            return words
        rest = behind[len(grown) :].lstrip(" ,，、")
        is_end = not rest or _END.match(rest) is not None
        whole = f"{first}{words}{grown}"
        return whole if not grown or is_end else f"{whole.rstrip(',，、')}…"
    return words


def clip(text: str, longest: int) -> str:
    """The text, or as many of its whole words as fit with …"""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    if text[longest - 1].isspace():
        return head.rstrip() + "…"
    ends = [one.end() for one in _CLAUSE.finditer(head) if one.end() > longest // 2]
    return (head[: ends[-1]] if ends else head).rstrip(" ,，、.。") + "…"


def quoted(text: str, language: Language) -> str:
    """The text in quotation marks; in Korean with the particle that its end asks for."""
    match language:
        case Language.JA:
            return f"「{text}」"
        case Language.KO:
            return f"“{text}”{'이라고' if _ends_in_consonant(text) else '라고'}"
        case _:
            return f"“{text}”"


def _open_before(before: str, words: str) -> str:
    """The beginning of the word that `words` begin within; Japanese has no spaces to tell it by."""
    if not before or _CLAUSE.match(before[-1]) or _JAPANESE.match(words[0]):
        return ""
    if not words[0].isalnum():
        return ""
    return _CLAUSE.split(before)[-1]


def _open_behind(words: str, behind: str) -> str:
    """What is missing to the end of the word that `words` end within."""
    rest = _CLAUSE.split(behind, maxsplit=1)[0]
    if not rest or not words[-1].isalnum():
        return ""
    if _HANGUL.match(words[-1]) and _KO_TAIL.fullmatch(rest):
        return ""
    if not _KANA.match(words[-1]) and _JA_TAIL.match(rest):
        return ""
    return rest


def _ends_in_consonant(text: str) -> bool:
    """Whether the last sound of the text is a consonant, as far as its letters say so."""
    last = text.rstrip("…”’\"'). ")[-1:]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28 > 0
    return last in _CONSONANT_DIGITS or last in frozenset("lmnLMN")


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
