"""The parts of a message as an operator reads them.

Whatever a part holds came from a visitor, a feed or a model: it is text here, never markup, and an
address is a link only where a browser goes to a page by it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from dangol.terms.languages import Language
from dangol.terms.texts import render_text

_read = msgspec.json.Decoder(list[dict[str, Any]]).decode
FORMS = {"restock": "console.form.restock", "handoff": "console.form.handoff"}


class PartView(msgspec.Struct, frozen=True):
    """One part. `kind` chooses how it is drawn, nothing else."""

    kind: str
    """text, notice, link, card, buttons, action or coupon."""
    text: str = ""
    note: str = ""
    url: str = ""
    """Empty where it leads nowhere safe."""
    items: tuple[str, ...] = ()


class FactView(msgspec.Struct, frozen=True):
    """What an automated sentence stood on."""

    text: str
    source: str
    kind: str
    """In the operator's language."""
    url: str = ""


class _Source(msgspec.Struct, frozen=True):
    title: str = ""
    url: str = ""
    kind: str = ""


class _Fact(msgspec.Struct, frozen=True):
    text: str = ""
    source: _Source = _Source()


_read_facts = msgspec.json.Decoder(list[_Fact]).decode


def view_parts(raw: bytes, language: Language) -> tuple[PartView, ...]:
    """The parts of a message; what cannot be read is left out."""
    views = (_view(part, language) for part in read_parts(raw))
    return tuple(view for view in views if view is not None)


def view_facts(raw: bytes, language: Language) -> tuple[FactView, ...]:
    """What the claims of a message stood on."""
    try:
        facts = _read_facts(raw)
    except msgspec.MsgspecError:
        return ()
    return tuple(
        FactView(fact.text, fact.source.title, _kind(fact.source.kind, language), _safe(fact))
        for fact in facts
    )


def read_parts(raw: bytes) -> Sequence[Mapping[str, Any]]:
    """The parts as they stand; none where they cannot be read."""
    try:
        return _read(raw)
    except msgspec.MsgspecError:
        return ()


def summary_of(raw: bytes, language: Language) -> str:
    """A message in one line."""
    parts = view_parts(raw, language)
    for part in sorted(parts, key=lambda one: one.kind == "notice"):
        words = part.text or " · ".join(part.items)
        if words.strip():
            return " ".join(words.split())[:160]
    return ""


def safe_url(url: object) -> str:
    """The address where it is a web page's; else nothing: no script, no file, no data."""
    text = said(url)
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and bool(parts.netloc)
    return text if is_page and text.isprintable() and len(text) <= 2_000 else ""


def said(value: object) -> str:
    """The value where it is a text or a number; else nothing."""
    return str(value) if isinstance(value, str | int | float) else ""


def _view(part: Mapping[str, Any], language: Language) -> PartView | None:
    kind, text = part.get("type"), said(part.get("text"))
    match kind:
        case "text" | "notice":
            return PartView(kind, text)
        case "source":
            url = safe_url(part.get("url"))
            return PartView("link", said(part.get("title")) or url, url=url)
        case "product":
            price = said(part.get("price"))
            return PartView("card", said(part.get("name")), price, safe_url(part.get("url")))
        case "replies":
            return PartView("buttons", items=_texts(part.get("replies")))
        case "cart_add":
            quantity = said(part.get("quantity")) or "1"
            text = render_text(
                "console.cart_add", language, name=said(part.get("name")), quantity=quantity
            )
            return PartView("action", text)
        case "coupon":
            return PartView("coupon", text, said(part.get("code")))
        case "contact":
            key = FORMS.get(said(part.get("purpose")), "console.form.contact")
            return PartView("action", render_text(key, language))
        case "handoff":
            return PartView("action", _handoff(part, language))
        case _:
            return None


def _handoff(part: Mapping[str, Any], language: Language) -> str:
    name = said(part.get("name"))
    match part.get("state"):
        case "joined" if name:
            return render_text("console.handoff.joined_by", language, name=name)
        case "joined":
            return render_text("console.handoff.joined", language)
        case "ended":
            return render_text("console.handoff.ended", language)
        case _:
            return render_text("console.handoff.waiting", language)


def _texts(replies: object) -> tuple[str, ...]:
    if not isinstance(replies, list):
        return ()
    found = cast("list[Any]", replies)
    tables = (cast("dict[str, Any]", one) for one in found if isinstance(one, dict))
    return tuple(said(table.get("text")) for table in tables)


def _kind(kind: str, language: Language) -> str:
    known = ("article", "hours", "product", "offer", "order", "cart")
    return render_text(f"console.source.{kind}", language) if kind in known else kind


def _safe(fact: _Fact) -> str:
    return safe_url(fact.source.url)
