"""Which article of a company that sells to businesses answers a question, where one clearly does.

What such companies are asked about has names in every language (`trade.toml`), and tools have
theirs (`tools.toml`). An article answers that names most of what a question names, more of it than
every other; the nearness of titles decides between those that name as much. A question about
something that no article names is answered by none, however near a title sounds. Else the nearest
title decides: one of which nothing is named only where it is nearly the same question.

What is named is no answer to something else in whose words it stands: where a question speaks of
what an article does not hold (`unwritten`), sets a condition of which it tells nothing, or is about
what the buyer's own customers do, the article is not given.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from weakref import WeakKeyDictionary

import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.evidence import FEATURES, Numbers
from dangol.speak.knowledge.index import Index
from dangol.speak.knowledge.lexicon import Lexicon, parse_lexicon
from dangol.speak.knowledge.nearest import SURE_COSINE, nearest_title
from dangol.speak.knowledge.tokens import fold
from dangol.speak.sales.reading.names import names_in
from dangol.speak.sales.reading.seen import see
from dangol.speak.sales.reading.tools import NONE
from dangol.speak.sales.unwritten import COMMON, TAKEN, is_written, words_left, words_written
from dangol.terms.languages import Language

Names = Mapping[str, tuple[str, ...]]

IN_TEXT = 0.7
"""What a text names beside what a title names."""
NAMED_RATIO = 0.5
"""The share of what a question names that an article must name."""
NEARNESS = 0.6
"""What the nearness of a title is worth beside all that is named."""
MARGIN = 0.08
"""How far before every other article."""
FOREIGN_RATIO = 0.5
"""So much of what is named that no article names, and it is not the company's matter."""
TOOL = "tool:"
ANY = "any_"
"""Begins the name of a concept that holds several things: to name another of them is no answer."""
OF = "of_"
"""Begins the name of a concept that asks of another thing: beside that, it counts little."""
OF_WORTH = 0.3
SLIPPED_IN = 0.5
"""Named in fewer of its languages, a thing is not what the article is about."""
HELD_COSINE = 0.60
"""So near, an article answers though it does not hold every word of the question."""
IF = "if_"
"""Begins the name of a concept that sets a condition: it is no matter by itself, and an article
that does not name it does not answer."""
DEAL = frozenset(
    (
        *("trial", "discount", "contract", "draft", "term", "cancel", "penalty", "payment", "card"),
        *("transfer", "invoice", "tax", "arrears", "if_refunded"),
    )
)
"""What is between the company and who buys: what their own customers do is another matter."""
_INTEGRATION = "integration"
_THEIRS = re.compile(
    r"(?:고객|손님|구매자|회원|방문자|환자)(?:님|분)?(?:들)?(?:이|은|께서|한테서?|에게서?|께|의)(?!용)"
    r"|(?:お客|顧客|利用者|会員|購入者)(?:さま|様|さん)?(?:たち|方)?(?:が|から|に|へ|の)"
    r"|\b(?:our (?:customers?|clients?)|shoppers?|visitors?|consumers?|patients?|guests?)\b"
    r"|\b(?:can|could|do|let|will|may) (?:a |the )?(?:customers?|clients?|users)\b"
)
_OWN, _OTHER = FEATURES.index("title_cosine"), FEATURES.index("other_title_cosine")
_TEXT = FEATURES.index("text_cosine")


@cache
def trade_lexicon() -> Lexicon:
    """What buyers ask about."""
    return parse_lexicon(files("dangol.speak.sales").joinpath("trade.toml").read_text("utf-8"))


class Written:
    """What the articles of an index name, found once."""

    def __init__(self, index: Index, tools: Names, lexicon: Lexicon) -> None:
        """Read every title and text."""
        self.index, self.tools, self.lexicon = index, tools, lexicon
        self._names = {key: words for key, words in tools.items() if key != NONE}
        groups = {group_id: place for place, group_id in enumerate(index.evidence.group_ids)}
        # Turns read these side by side: what a question names is never added to them.
        titles: dict[str, Numbers] = defaultdict(lambda: np.zeros(len(groups)))
        told: dict[str, Numbers] = defaultdict(lambda: np.zeros(len(groups)))
        matters: set[str] = set()
        texts: list[list[str]] = [[] for _ in groups]
        variants = np.zeros(len(groups))
        for one in index.articles:
            variants[groups[one.article_id]] += 1
        for one in index.articles:
            group = groups[one.article_id]
            own = self._named(one.title)
            if all(concept.startswith(IF) for concept in own):
                matters |= own
            for rows, concepts in ((titles, own), (told, self._named(one.text))):
                for concept in concepts:
                    rows[concept][group] += 1 / variants[group]
            texts[group] += (one.title, one.text)
        self._matters = frozenset(matters)
        """Conditions of which an article is, and of nothing else."""
        self.titles: Mapping[str, Numbers] = MappingProxyType(dict(titles))
        self.texts: Mapping[str, Numbers] = MappingProxyType(dict(told))
        words = [words_written(own) for own in texts]
        counts = Counter(word for own in words for word in own)
        # A word of several articles is one that the company says of anything.
        common = frozenset(word for word, count in counts.items() if count >= COMMON)
        self._words = [own | common for own in words]
        self._whole = [fold(" ".join(own)) for own in texts]
        self._size = len(groups)
        self._nothing = np.zeros(self._size)

    def weigh(self, question: str) -> tuple[Numbers, float]:
        """For each group the share of what the question names that it names, and the share that
        none does; all 0 where it names nothing but a condition."""
        return self._weigh({self._known(concept) for concept in self._named(question)})

    def _weigh(self, named: AbstractSet[str]) -> tuple[Numbers, float]:
        found, whole, foreign = np.zeros(self._size), 0.0, 0.0
        for concept in named:
            share = np.maximum(
                _of_most(self._of(self.titles, concept)),
                IN_TEXT * _of_most(self._of(self.texts, concept)),
            )
            held = float(share.sum())
            if held and concept.startswith(ANY):
                continue
            worth = float(np.log(1 + (self._size - held + 0.5) / (held + 0.5)))
            if concept.startswith(OF) and len(named) > 1:
                worth *= OF_WORTH
            whole += worth
            found += worth * share
            foreign += worth * (held == 0)
        if not whole or all(self._is_condition(one) for one in named):
            return np.zeros(self._size), foreign / whole if whole else 0.0
        return found / whole, foreign / whole

    def speaks_of(self, question: str, group: int, *, is_near: bool) -> bool:
        """Whether its article holds all that the question is about, and every condition in it.

        Laws: True where the question names nothing, for then nothing but nearness tells; a title
        that is near may lack words of it, and no condition.
        """
        named = self._named(question)
        if not named:
            return True
        conditions = {one for one in named if self._is_condition(one)}
        is_title = all(float(self._of(self.titles, one)[group]) for one in conditions)
        if conditions and not (is_near and is_title):
            matter, _ = self._weigh({self._known(one) for one in named - conditions})
            is_matter = float(matter[group]) >= NAMED_RATIO
            if not (is_matter and all(self._holds(one, group) for one in conditions)):
                return False
        if named & DEAL and _THEIRS.search(fold(question)):
            return False
        if is_near:
            return True
        seen = see(question)
        untold = seen.plain
        for tool in reversed(names_in(self._names, seen)):
            untold = untold[: tool.start] + TAKEN + untold[tool.end :]
        return all(
            is_written(word, self._words[group], self._whole[group])
            for word in words_left(untold, self.lexicon)
        )

    def is_asked_by(self, question: str, article: Article) -> bool:
        """Whether the article's title names all that the question names."""
        group = self.index.evidence.group_ids.index(article.article_id)
        rows = (self._of(self.titles, one) for one in self._named(question))
        return all(float(row[group]) > SLIPPED_IN for row in rows)

    def in_title(
        self, question: str, strength: Numbers, named: Numbers, first: int, margin: float
    ) -> tuple[int, float]:
        """Of those that are as strong as the first and name enough, the only one whose title names
        something of the question, and that it is clearly first; else the first as it was."""
        strong = np.flatnonzero((strength > strength[first] - MARGIN) & (named >= NAMED_RATIO))
        own = [int(one) for one in strong if self._title_names(question, int(one))]
        return (own[0], MARGIN) if len(own) == 1 else (first, margin)

    def _title_names(self, question: str, group: int) -> bool:
        rows = (self._of(self.titles, one) for one in self._named(question))
        return any(float(row[group]) > SLIPPED_IN for row in rows)

    def _holds(self, concept: str, group: int) -> bool:
        rows = (self.titles, self.texts)
        return any(float(self._of(row, concept)[group]) > 0 for row in rows)

    def _is_condition(self, concept: str) -> bool:
        return concept.startswith(IF) and concept not in self._matters

    def _of(self, rows: Mapping[str, Numbers], concept: str) -> Numbers:
        return rows.get(concept, self._nothing)

    def has_named_title(self, group: int) -> bool:
        """Whether its title names anything."""
        return any(row[group] for one, row in self.titles.items() if not one.startswith(ANY))

    def _known(self, concept: str) -> str:
        """A tool of which nothing is written is one that things may be connected to."""
        is_written = concept in self.titles or concept in self.texts
        return concept if is_written or not concept.startswith(TOOL) else _INTEGRATION

    def _named(self, text: str) -> set[str]:
        tools = names_in(self._names, see(text))
        return {*self.lexicon.concepts_of(text), *(TOOL + one.key for one in tools)}


def _of_most(shares: Numbers) -> Numbers:
    """What most languages of an article name counts in full; what one slipped in, less."""
    return np.minimum(1.5 * shares, 1.0)


_READ: WeakKeyDictionary[Index, Written] = WeakKeyDictionary()
"""An index is read once, as long as the tools are the same."""


def written_in(index: Index, tools: Names, lexicon: Lexicon) -> Written:
    """What the articles name."""
    found = _READ.get(index)
    if found is None or found.tools is not tools or found.lexicon is not lexicon:
        found = _READ[index] = Written(index, tools, lexicon)
    return found


def prepare_answering(index: Index, tools: Names) -> None:
    """The first question is answered as quickly as the others."""
    written_in(index, tools, trade_lexicon())
    words_left("?", trade_lexicon())


def answering_article(
    index: Index, question: str, language: Language, tools: Names, lexicon: Lexicon | None = None
) -> Article | None:
    """The article that answers, in the language of the question where there is one."""
    if not index.articles or not question.strip():
        return None
    written = written_in(index, tools, lexicon or trade_lexicon())
    named, foreign = written.weigh(question)
    rows, _ = index.evidence.weigh(question, language)
    cosines = np.maximum(rows[:, _OWN], rows[:, _OTHER])
    if foreign >= FOREIGN_RATIO and float(cosines.max()) < SURE_COSINE:
        return None
    strength = named + NEARNESS * np.maximum(cosines, rows[:, _TEXT] * IN_TEXT)
    order = np.argsort(-strength, kind="stable")
    first = int(order[0])
    margin = float(strength[first] - strength[order[1]]) if len(order) > 1 else 1.0
    if margin < MARGIN:
        first, margin = written.in_title(question, strength, named, first, margin)
    if float(named[first]) >= NAMED_RATIO and margin >= MARGIN:
        is_near = float(cosines[first]) >= HELD_COSINE
        group_id = index.evidence.group_ids[first]
        is_held = written.speaks_of(question, first, is_near=is_near)
        return index.article_of(group_id, language) if is_held else None
    near = nearest_title(index, question, language)
    if near is None or float(cosines.max()) >= SURE_COSINE:
        return near
    group = index.evidence.group_ids.index(near.article_id)
    if not written.speaks_of(question, group, is_near=float(cosines[group]) >= HELD_COSINE):
        return None
    return near if named[group] or not written.has_named_title(group) else None


def is_same_question(
    index: Index, question: str, article: Article, language: Language, tools: Names
) -> bool:
    """Whether an article's yes or no is one to that question: its title asks nearly the same, and
    of all that the question names."""
    group = index.evidence.group_ids.index(article.article_id)
    rows, _ = index.evidence.weigh(question, language)
    is_near = max(float(rows[group, _OWN]), float(rows[group, _OTHER])) >= SURE_COSINE
    return is_near and written_in(index, tools, trade_lexicon()).is_asked_by(question, article)
