"""Text that came from outside, made plain: no tags, no control characters, bounded.

The tags are found by patterns that stop at the next `<`, so that time grows with the length alone.
`html.parser` of Python up to 3.13.5 needs more than a minute for 90 KB of unclosed tags.
"""

import html
import re

MAX_TEXT = 10_000
_MAX_HTML = 200_000

_ASCII = re.IGNORECASE | re.ASCII
"""Without it `ſ` would be taken for `s`, and `<ſcript>` for a script."""
_UNSEEN = re.compile(r"<!--|<(script|style)\b", _ASCII)
_ENDS = {
    "": re.compile("-->"),
    "script": re.compile(r"</script[^<>]*>?", _ASCII),
    "style": re.compile(r"</style[^<>]*>?", _ASCII),
}
_TAG = re.compile(r"""<[a-zA-Z/!?](?:[^<>"']|"[^"<]*"|'[^'<]*'|["'])*+>""")
_BREAKING = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|table|td|th|section|article|blockquote|hr|dt|dd)\b",
    re.IGNORECASE,
)
_HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_NESTED = 4


def plain_text(markup: str, limit: int = MAX_TEXT) -> str:
    """The words of a piece of HTML on one line, at most `limit` characters.

    Scripts, styles and comments are gone; entities are characters, also where a feed escaped the
    markup twice.

    Laws: no tag remains; never raises; linear in the length of the markup.
    """
    text = _CONTROL.sub("", markup[:_MAX_HTML])
    for _ in range(_NESTED):
        if "<" not in text and "&" not in text:
            return one_line(text, limit)
        stripped = html.unescape(_HUGE_REFERENCE.sub("", _without_tags(text)))
        stripped = _CONTROL.sub("", stripped)  # or one could hide a tag from the next round
        if stripped == text:
            return one_line(text, limit)
        text = stripped
    # Deeper nesting than any feed needs: what still looks like a tag is taken apart.
    return one_line(text.replace("<", " "), limit)


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """The text without control characters, its spaces and line breaks made single spaces."""
    return _SPACES.sub(" ", _CONTROL.sub("", text[: limit * 8])).strip()[:limit].rstrip()


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    parts: list[str] = []
    place = 0
    while found := _UNSEEN.search(text, place):
        parts.append(text[place : found.start()])
        end = _ENDS[(found[1] or "").lower()].search(text, found.end())
        place = end.end() if end else len(text)
    parts.append(text[place:])
    return _TAG.sub(_gap_of, "".join(parts))


def _gap_of(tag: re.Match[str]) -> str:
    return " " if _BREAKING.match(tag[0]) else ""
