"""Which names of a table's rows are those of a sum over others: total, 합계, 小計."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

_BETWEEN = re.compile(r"[\s/·・,:：_\-‐-―()（）\[\]【】〈〉<>*&]+")
_LAST_WORD = re.compile(r"\S.*[\s_\-(（\[]+(\S+?)[\s)）\]:：]*")
TOTALS = frozenset(
    (
        *("total", "totals", "sum", "grandtotal", "totalsum", "sumtotal", "overalltotal"),
        *("합계", "총계", "총합", "총합계", "계", "누계", "합산"),
        *("合計", "総計", "総合計", "累計", "計"),
    )
)
SUBTOTALS = frozenset(("subtotal", "subtotals", "소계", "小計"))
EVERYTHING = frozenset(("all", "전체", "全体"))
"""Words that name a total where rows are groups, and may name a plan or a product elsewhere."""
_ENDS = frozenset(
    ("합계", "총계", "총합계", "소계", "合計", "総計", "総合計", "小計", "subtotal", "subtotals")
)
"""With these a name of several words ends only if it is a sum: 가나상사 소계."""


class Total(StrEnum):
    """What a row's name says that it is the sum of."""

    WHOLE = "whole"
    PART = "part"


@lru_cache(maxsize=65_536)
def total_named(text: str, *, with_all: bool = False) -> Total | None:
    """The sum that a cell names, compared without case, width and marks; None where it is a name.

    `with_all` takes *all* and 전체 for a total, too.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    word = _BETWEEN.sub("", plain)
    if word in SUBTOTALS:
        return Total.PART
    if word in TOTALS or (with_all and word in EVERYTHING):
        return Total.WHOLE
    last = _LAST_WORD.fullmatch(plain)
    return Total.PART if last is not None and last[1] in _ENDS else None
