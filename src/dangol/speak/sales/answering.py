"""Which article of a company that sells to businesses answers a question, where one clearly does.

What such companies are asked about has names in every language (`trade.toml`), and tools have
theirs (`tools.toml`). An article answers that names most of what a question names, more of it than
every other; the nearness of titles decides between those that name as much. A question about
something that no article names is answered by none, however near a title sounds. Else the nearest
title decides: one of which nothing is named only where it is nearly the same question.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from weakref import WeakKeyDictionary

import numpy as np

from dangol.speak.knowledge.article import Article
from dangol.speak.knowledge.evidence import FEATURES, Numbers
from dangol.speak.knowledge.index import Index
from dangol.speak.knowledge.lexicon import Lexicon, parse_lexicon
from dangol.speak.knowledge.nearest import SURE_COSINE, nearest_title
from dangol.speak.sales.reading.names import names_in
from dangol.speak.sales.reading.seen import see
from dangol.speak.sales.reading.tools import NONE
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
_INTEGRATION = "integration"
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
        self._titles: dict[str, Numbers] = {}
        self._texts: dict[str, Numbers] = {}
        variants = np.zeros(len(groups))
        for one in index.articles:
            variants[groups[one.article_id]] += 1
        for one in index.articles:
            group = groups[one.article_id]
            for concept in self._named(one.title):
                self._row(self._titles, concept)[group] += 1 / variants[group]
            for concept in self._named(one.text):
                self._row(self._texts, concept)[group] += 1 / variants[group]
        self._size = len(groups)

    def weigh(self, question: str) -> tuple[Numbers, float]:
        """For each group the share of what the question names that it names, and the share that
        none does; all 0 where it names nothing."""
        named = {self._known(concept) for concept in self._named(question)}
        found, whole, foreign = np.zeros(self._size), 0.0, 0.0
        for concept in named:
            share = np.maximum(
                _of_most(self._row(self._titles, concept)),
                IN_TEXT * _of_most(self._row(self._texts, concept)),
            )
            held = float(share.sum())
            if held and concept.startswith(ANY):
                continue
            worth = float(np.log(1 + (self._size - held + 0.5) / (held + 0.5)))
            whole += worth
            found += worth * share
            foreign += worth * (held == 0)
        if not whole:
            return found, 0.0
        return found / whole, foreign / whole

    def has_named_title(self, group: int) -> bool:
        """Whether its title names anything."""
        return any(row[group] for one, row in self._titles.items() if not one.startswith(ANY))

    def _known(self, concept: str) -> str:
        """A tool of which nothing is written is one that things may be connected to."""
        is_written = concept in self._titles or concept in self._texts
        return concept if is_written or not concept.startswith(TOOL) else _INTEGRATION

    def _named(self, text: str) -> set[str]:
        tools = names_in(self._names, see(text))
        return {*self.lexicon.concepts_of(text), *(TOOL + one.key for one in tools)}

    def _row(self, rows: dict[str, Numbers], concept: str) -> Numbers:
        if concept not in rows:
            rows[concept] = np.zeros(len(self.index.evidence.group_ids))
        return rows[concept]


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
    if float(named[first]) >= NAMED_RATIO and margin >= MARGIN:
        return index.article_of(index.evidence.group_ids[first], language)
    near = nearest_title(index, question, language)
    if near is None or float(cosines.max()) >= SURE_COSINE:
        return near
    group = index.evidence.group_ids.index(near.article_id)
    return near if named[group] or not written.has_named_title(group) else None
