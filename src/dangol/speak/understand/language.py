"""Which language a text is in, and which one to answer in."""

import re

from dangol.speak.understand.lexicon import Forms
from dangol.terms.languages import Language

_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾟ]")
_HAN = re.compile("[一-鿿]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z']+")
_LATIN = r"[a-z0-9.!#$%&'*+/=?^_`{|}~\u00c0-\u024f-]"
_LATIN_ADDRESS = re.compile(
    rf"(?<!{_LATIN}){_LATIN}{{1,64}}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE
)
"""Without spaces around it, as Japanese is written and Korean puts particles."""
_ADDRESS = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:(?:[\w-]+\.)+[a-z0-9-]{2,}|[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE,
)
"""Of another script, it ends where that script does."""
_WORDS = """
a about add am an and any are arrive broken buy can cancel compare could coupon delivery discount do
does doesn't for from get goodbye have hello help hey hi how human i i'd i'll i'm in is it
later me money much my need not of on or order person please price recommend refund return shipping
should sorry speak stock take talk thank thanks that the there this to want was what what's
when where which who why will with would yes you your
"""
_ENGLISH = frozenset(_WORDS.split())
SURE = 2
"""So many English words make a text English in a conversation of another language."""


def language_of(forms: Forms, known: Language | None, page: Language | None) -> Language:
    """The language to answer in: the text's own where it shows one, else the conversation's.

    Hangul is Korean and kana is Japanese, however short; Han alone is Japanese unless the
    conversation is Korean and the text is short. Latin is English where it says so in English
    words, or where nothing else is known.
    """
    # What is in an address are names, whatever they look like.
    text = _ADDRESS.sub(" ", _LATIN_ADDRESS.sub(" ", forms.plain))
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    hangul, kana = len(_HANGUL.findall(text)), len(_KANA.findall(text))
    usual = known or page
    if hangul or kana:
        script = Language.KO if hangul >= kana else Language.JA
        # A product's name inside an English sentence does not make it another language.
        is_quoting = english > SURE and len(words) > len(re.findall(r"[가-힣ぁ-ヺ]+", text))
        return Language.EN if is_quoting else script
    if _HAN.search(text):
        is_name = usual is Language.KO and len(text) < 4
        return Language.KO if is_name else Language.JA
    if not words:
        return usual or Language.EN
    if usual in (None, Language.EN):
        return Language.EN
    is_english = english >= SURE or (english == len(words) and len(text) >= 5) or len(words) > 5
    return Language.EN if is_english else usual
