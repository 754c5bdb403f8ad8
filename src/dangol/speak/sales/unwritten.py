"""What a question speaks of beside the things that have names: words that an article does not hold.

"Does it make KakaoTalk stickers?" names KakaoTalk, of which an article tells; of stickers it does
not. Words that say nothing of what a question is about are those of `everyday.toml`, and those that
stand in the sentences of several concepts of a shop.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from dangol.speak.knowledge.lexicon import Lexicon, background_sentences, example_sentences
from dangol.speak.knowledge.tokens import STOP, fold, stem

_PAST = 20
"""Of the closing consonants, the one of a past tense."""
COMMON = 2
"""In the sentences of so many concepts, a word says nothing of what they are about."""
_BACKGROUND = 12
"""So many sentences of what nobody answers stand for one concept."""
TAKEN = "~"
"""Stands where a phrase was that has a name."""
_WORD = re.compile(
    rf"{TAKEN}?[a-z0-9]+(?:'[a-z]+)?|{TAKEN}?[가-힣]+|{TAKEN}?[一-鿿々〆]+|{TAKEN}?[ァ-ヺー]{{2,}}"
)
_IS = re.compile(r"(?:인가요|인지요?|입니까|이에요|예요|인데요?|일까요|이죠)$")
_DOES = re.compile(
    r"^([가-힣]{2,}?)(?:하|해|할|한|했|합|되|돼|될|된|됐|됩|시키|시킬|시켜)[가-힣]*$"
)
_VERB = re.compile(
    r"(?:[요죠까다데고서게면야지러던려]|[하되]게|[어아여워려와해돼]도|는지|은지|시|셨|[한된할될줄볼올갈쓸]|봐|줘|써|와|해|돼)$"
)
_STEM = re.compile(r"[하되오가보주쓰나서치리르키지내우두으여려]$")
"""Before `는`, of a verb as a rule."""
_PARTICLES = re.compile(
    r"(?:에서는?|에게서?|한테서?|까지도?|부터|으로[는도]?|이나|이랑|처럼|보다|마다|[은는이가을를에도만의랑]|[와과로나])$"
)
_ROUND = re.compile(r"(?:\d{1,3}|(?:19|20)\d\d|\d*00)$")
"""An amount or a year, and no name."""


def words_left(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The words of a text that say what it is about and that the lexicon does not have."""
    return frozenset(one for one in _words(lexicon.unsaid(text, TAKEN)) if not _is_everyday(one))


def words_written(texts: Iterable[str]) -> frozenset[str]:
    """All words of them, in the same form."""
    return frozenset(word for text in texts for word in _words(fold(text)))


def is_written(word: str, words: frozenset[str], text: str) -> bool:
    """Whether an article has the word. Shape: `text` is folded."""
    return word in words or (not word.isascii() and word in text)


def _words(folded: str) -> Iterator[str]:
    for run in _WORD.findall(folded):
        # What follows a phrase without a space is its particle or ending.
        if run[0] == TAKEN and not run[1:].isascii():
            continue
        word = run.removeprefix(TAKEN)
        if word.isascii():
            if word not in STOP and len(word) > 1 and _ROUND.match(word) is None:
                yield stem(word)
        elif "가" <= word[0] <= "힣":
            noun = _noun_in(word)
            if len(noun) > 1:
                yield noun
        else:
            yield word


def _noun_in(word: str) -> str:
    """The noun of a Korean word, or of what is done with it; empty where it is another word."""
    if any((ord(letter) - 0xAC00) % 28 == _PAST for letter in word):
        return ""
    if (noun := _IS.sub("", word)) != word:
        return noun
    if (done := _DOES.match(word)) is not None:
        return done[1]
    noun = _PARTICLES.sub("", word)
    if noun == word:
        return "" if _VERB.search(word) else word
    return "" if word.endswith("는") and _STEM.search(noun) else noun


def _is_everyday(word: str) -> bool:
    return word in _everyday()


@cache
def _everyday() -> frozenset[str]:
    text = files("dangol.speak.sales").joinpath("everyday.toml").read_text("utf-8")
    listed = {word for words in tomllib.loads(text).values() for word in words}
    where: dict[str, set[str]] = defaultdict(set)
    for concept, sentence in example_sentences():
        for word in _words(fold(sentence)):
            where[word].add(concept)
    for place, sentence in enumerate(background_sentences()):
        for word in _words(fold(sentence)):
            where[word].add(str(place // _BACKGROUND))
    common = {word for word, concepts in where.items() if len(concepts) >= COMMON}
    return frozenset({*listed, *(stem(word) for word in listed if word.isascii()), *common})
