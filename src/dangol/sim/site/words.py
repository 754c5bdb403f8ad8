"""What the pages say, in the visitor's language."""

import tomllib
from functools import cache
from importlib.resources import files

from dangol.sim.shop import MINOR_DIGITS
from dangol.terms.languages import Language


class Words:
    """The texts of one language: `words("search_for", query="린넨", count=3)`."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def __call__(self, key: str, /, **values: str | int) -> str:
        """The text with its values. An unknown key is a slip in a template and raises KeyError."""
        text = self.texts[key]
        return text.format(**values) if values else text


def words_of(language: Language) -> Words:
    """Every text of the shop's pages in one language."""
    return read_words("dangol.sim.site", language)


@cache
def read_words(package: str, language: Language) -> Words:
    """Every text that a site's package has in its `words.toml`, in one language."""
    table = tomllib.loads(files(package).joinpath("words.toml").read_text("utf-8"))
    column = tuple(Language).index(language)
    return Words({key: texts[column] for key, texts in table.items()})


def render_price(amount_minor: int, currency: str) -> str:
    """The amount as the shop's pages write it: 42,000원, 4,690円, $31.90."""
    digits = MINOR_DIGITS[currency]
    number = f"{amount_minor / 10**digits:,.{digits}f}"
    if currency == "KRW":
        return f"{number}원"
    if currency == "JPY":
        return f"{number}円"
    return f"${number.removesuffix('.00')}"
