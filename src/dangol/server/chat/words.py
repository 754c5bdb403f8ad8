"""The widget's own words, out of the one catalogue of texts."""

from collections.abc import Mapping
from functools import cache

from dangol.terms.languages import Language
from dangol.terms.texts import read_texts, render_text


@cache
def widget_texts() -> Mapping[str, Mapping[str, str]]:
    """What the widget says by itself, by language and name."""
    names = [key.removeprefix("widget.") for key in read_texts() if key.startswith("widget.")]
    return {
        language.value: {name: render_text(f"widget.{name}", language) for name in names}
        for language in Language
    }
