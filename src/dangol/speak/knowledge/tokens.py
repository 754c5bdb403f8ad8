"""Text to the tokens it is found by: words, and for scripts without spaces pairs of characters.

A run of Latin letters or digits is a word, with its plain endings off. A run of Hangul is the word
without its particle, and its pairs. A run of Han or kana is its pairs, and the run where it is
short. So a word of two characters is always a token by itself, wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_CHARACTERS = 20_000

WHOLE, PAIR, SOFT_PAIR, SINGLE = 1.0, 0.6, 0.25, 0.3
"""What a token weighs: a word, a pair, a pair of Hiragana (mostly grammar), one Han character."""

_RUN = re.compile(
    r"[a-z0-9]+(?:'[a-z]+)?|[가-힣]+|[一-鿿々〆]+|[ァ-ヺー]+|[ぁ-ゖ]+|[ᄀ-ᇿㄱ-ㆎ]+|[^\W_]+"
)
_COMBINING = re.compile("[\u0300-\u036f]")
_APOSTROPHES = str.maketrans("’‘ʼ＇", "''''")

_PARTICLES = """
에서부터 으로부터 에게서 이라고 라고는 이라도 까지는 에서는 으로는 에게는 한테서 부터는 이랑은
에서 에게 한테 부터 까지 으로 이나 이랑 처럼 보다 마다 밖에 조차 이라 라도 라고 인데 인가 이고
은요 는요 이요 은 는 이 가 을 를 에 의 도 만 로 과 와 랑 나 요
"""
_ENDINGS = """
하고싶어요 하고싶은데 할수있나요 했는데요 하려고요 되나요 됐나요 하나요 할까요 인가요 인데요 한가요
해주세요 했어요 됐어요 할게요 합니다 됩니다 입니다 해요 돼요 되요 하면 하려면 하고 해서 했는데
되는데 되면 할래요 예요 이에요 에요 나요 까요 네요 어요 아요 는데 은데 지요 죠 하는 되는 하다 되다
"""
_TAILS = sorted({*_PARTICLES.split(), *_ENDINGS.split()}, key=len, reverse=True)

_STOP = """
a an the is are was were be been am i i'm i've i'd me my mine you your yours we our us it its it's
this that these those to of in on at for and or but if so do does did don't can could would should
will shall may might have has had with from as by there here what which who how when where why
please just any some not no hi hello hey get got go going
"""
STOP = frozenset(_STOP.split())
"""English words that say nothing about what a text is about."""


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """The text in one form: full width, letter case and Latin accents make no difference.

    Laws: `fold(fold(text)) == fold(text)`.
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(_APOSTROPHES)
    folded = unicodedata.normalize("NFKC", folded.casefold())
    if folded.isascii():
        return folded
    # Accents are taken off Latin letters alone: が without its mark would be another letter.
    return "".join(
        _COMBINING.sub("", unicodedata.normalize("NFD", letter)) if letter < "\u0250" else letter
        for letter in folded
    )


def compact(folded: str) -> str:
    """The folded text without spaces, as Korean and Japanese are compared."""
    return re.sub(r"\s+", "", folded)


def tokens_of(text: str) -> dict[str, float]:
    """Every token of the text with its weight, which is higher the more often it stands there."""
    found: dict[str, float] = {}
    for token, weight in _tokens(fold(text)):
        found[token] = found.get(token, 0.0) + weight
    return found


def _tokens(folded: str) -> Iterator[tuple[str, float]]:
    for run in _RUN.findall(folded):
        first = run[0]
        if first.isascii():
            if run not in STOP:
                yield stem(run), WHOLE
        elif "가" <= first <= "힣":
            word = without_particle(run)
            yield word, WHOLE
            if len(word) > 2:
                yield from ((word[at : at + 2], PAIR) for at in range(len(word) - 1))
        elif "ぁ" <= first <= "ゖ":
            pairs = (run[at : at + 2] for at in range(len(run) - 1))
            yield from ((pair, SOFT_PAIR) for pair in pairs)
        elif "一" <= first <= "鿿" or first in "々〆" or "ァ" <= first <= "ー":
            yield from _of_unspaced(run, is_han=not "ァ" <= first <= "ー")
        else:
            yield run, WHOLE


def _of_unspaced(run: str, *, is_han: bool) -> Iterator[tuple[str, float]]:
    if len(run) <= 6:
        yield run, WHOLE
    if len(run) > 2:
        yield from ((run[at : at + 2], PAIR) for at in range(len(run) - 1))
    if is_han and len(run) > 1:
        yield from ((letter, SINGLE) for letter in run)


@lru_cache(maxsize=4_096)
def without_particle(word: str) -> str:
    """The Korean word without the particle or ending it closes with; two syllables stay."""
    for tail in _TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 2:
            return word[: -len(tail)]
    return word


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """The English word without a plural, possessive or verb ending, so that its forms meet."""
    word = word.split("'", 1)[0]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word
