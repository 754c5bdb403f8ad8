"""What an event means where a company sells to businesses: pages, forms and trials count too."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from dangol.listen.act import Act, Kind, Pricing, act_of, clean_text, page_mark
from dangol.listen.event import Event

PATH_LIMIT = 100
LABEL_LIMIT = 60
SECONDS_LIMIT = 86_400

SALES_KINDS: Mapping[str, Kind] = {
    "Page Scrolled": Kind.SCROLLED,
    "scroll": Kind.SCROLLED,
    "Form Started": Kind.FORM_BEGUN,
    "form_start": Kind.FORM_BEGUN,
    "Form Submitted": Kind.FORM_SENT,
    "form_submit": Kind.FORM_SENT,
    "generate_lead": Kind.FORM_SENT,
    "Demo Requested": Kind.FORM_SENT,
    "Lead Created": Kind.FORM_SENT,
    "Meeting Booked": Kind.FORM_SENT,
    "Trial Started": Kind.TRIAL_BEGUN,
    "Signed Up": Kind.TRIAL_BEGUN,
    "Trial Ended": Kind.TRIAL_ENDED,
    "Subscription Started": Kind.TRIAL_ENDED,
    "Account Deleted": Kind.TRIAL_ENDED,
}
"""Track events by name; every other name is what it is to a shop."""

GOALS = frozenset({"generate_lead", "Demo Requested", "Lead Created", "Meeting Booked"})
"""After these no form is open, whichever it was."""
_LABELS = ("form_name", "form_id", "name", "id")
_DEPTHS = ("depth_percent", "percent_scrolled", "depth")


def sales_act_of(event: Event, pricing: Pricing) -> Act:
    """What the event means to its person's session, pages and forms included."""
    if event.call == "page":
        return _act(event, Kind.READ, _label_of_page(event))
    kind = SALES_KINDS.get(event.name) if event.call == "track" else None
    if kind is None:
        return act_of(event, pricing)
    properties = event.properties
    if kind is Kind.SCROLLED:
        depth = next((properties[key] for key in _DEPTHS if key in properties), None)
        seconds = _number(properties.get("seconds"), SECONDS_LIMIT)
        return _act(event, kind, depth=_number(depth, 100), count=seconds)
    if kind in (Kind.FORM_BEGUN, Kind.FORM_SENT):
        label = next((text for key in _LABELS if (text := _short(properties.get(key)))), "")
        return _act(event, kind, label, count=int(event.name in GOALS))
    return _act(event, kind)


def path_of(event: Event) -> str:
    """The path of the page on which it happened, decoded and without its last slash."""
    page = event.context.get("page")
    for told in (event.properties, page):
        if isinstance(told, dict):
            told = cast("dict[str, Any]", told)
            path = _clean(told.get("path")) or _of_address(told.get("url"))
            if path:
                return path
    return ""


def _act(event: Event, kind: Kind, label: str = "", *, depth: int = 0, count: int = 0) -> Act:
    mark = page_mark(event.context)
    path = "" if kind is Kind.SCROLLED else path_of(event)
    return Act(event.instant, event.message_id, kind, path, label, depth, count, page=mark)


def _label_of_page(event: Event) -> str:
    properties = event.properties
    category = properties.get("category")
    if category is None and b'"category":' in event.payload:
        category = event.body.get("category")  # where the specification of `page` has it
    told = (event.name, properties.get("name"), category, properties.get("title"))
    return next((text for one in told if (text := _short(one))), "")


def _of_address(url: object) -> str:
    if type(url) is not str:
        return ""
    try:
        return _clean(urlsplit(url[:2_000]).path)
    except ValueError:
        return ""


def _clean(path: object) -> str:
    if type(path) is not str:
        return ""
    path = unquote(path[: 9 * PATH_LIMIT].split("?", 1)[0].split("#", 1)[0])
    return clean_text(path[:PATH_LIMIT]).rstrip("/") or "/" if path else ""


def _short(value: object) -> str:
    return clean_text(value)[:LABEL_LIMIT].strip()


def _number(value: object, most: int) -> int:
    if type(value) is str and value.isdecimal():
        value = int(value[:9])
    if type(value) is float and isfinite(value):
        value = int(min(max(value, 0.0), most))
    return min(max(value, 0), most) if type(value) is int else 0
