"""TOML text to the motions of a cross-sell, with every fault and its line."""

import re

from dangol.decide.toml_table import Table
from dangol.insight.market.crosssell import Asks, Criterion, Motion
from dangol.insight.market.market_file import read_toml, words_at

ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
MOST_MOTIONS = 8
MOST_CRITERIA = 30


def parse_motions(text: str | bytes, file: str) -> tuple[Motion, ...]:
    """The motions that a TOML text describes; `file` is the name to put before its faults.

    Raises: MarketFileError (`market.file_unusable`) with every fault, its line and a hint.
    """
    return read_toml(text, file, _read)


def _read(root: Table) -> tuple[Motion, ...]:
    motions: dict[str, Motion] = {}
    keys = ("id", "name", "criterion")
    for table in root.tables("motion", keys, fewest=1, most=MOST_MOTIONS):
        name = table.text("id", "sales", longest=60, shape=ID)
        words = words_at(table, "name", "B2B inside sales")
        asked = ("id", "column", "asks", "points", "reason")
        inner = table.tables("criterion", asked, fewest=1, most=MOST_CRITERIA)
        criteria: dict[str, Criterion] = {}
        for one in inner:
            made = _criterion(one)
            if made.id in criteria:
                one.note("id", f"{made.id} stands here a second time", "give it another id")
            criteria[made.id] = made
        table.close()
        if name in motions:
            table.note("id", f"{name} stands here a second time", "give it another id")
        motions[name] = Motion(name, words, tuple(criteria.values()))
    root.close()
    return tuple(motions.values())


def _criterion(table: Table) -> Criterion:
    asks = table.word("asks", list(Asks))
    number, words = 0.0, ()
    if asks in (Asks.AT_LEAST, Asks.AT_MOST):
        number = table.number("number", 10, least=0, most=1e12)
    elif asks in (Asks.ONE_OF, Asks.MENTIONS):
        words = table.texts("words", "lead", most=200, longest=100)
        if not words:
            table.note("words", "must hold at least one", 'write words = ["lead"]')
    made = Criterion(
        id=table.text("id", "has-sales-team", longest=60, shape=ID),
        column=table.text("column", "has_sales_team", longest=120),
        asks=asks,
        points=table.whole("points", 1, 1000),
        reason=words_at(table, "reason", "it has a sales team"),
        number=number,
        words=words,
    )
    table.close()
    return made
