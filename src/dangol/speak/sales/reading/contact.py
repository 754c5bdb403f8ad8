"""An e-mail address, or a telephone number of Korea, Japan or the rest of the world."""

import re
from functools import cache

from dangol.speak.sales.reading.found import Found, is_in
from dangol.speak.sales.reading.patterns import alternatives, pattern
from dangol.speak.sales.reading.seen import MOST_READ, Seen, see
from dangol.terms.addresses import takes_dots

_EMAIL = pattern("contact", "email")
_EMAIL_PERHAPS = pattern("contact", "email_perhaps")
_NO_EMAIL_BEFORE = pattern("contact", "no_email_before")
_AT = re.compile(r" ?@ ?| ?골뱅이 ?| ?\(at\) ?| ?\[at\] ?")
_DOT = re.compile(r" ?\(dot\) ?| ?\[dot\] ?")
_SERVICE = pattern("contact", "service")
_CALLED_AFTER = pattern("contact", "called_after")
_CALLED_BEFORE = pattern("contact", "called_before")
_NO_PHONE_BEFORE = pattern("contact", "no_phone_before")
LEAST, MOST = 8, 15
"""Digits of a telephone number; E.164 allows no more."""


@cache
def _phones(name: str = "phones") -> tuple[re.Pattern[str], ...]:
    return alternatives("contact", name)


def read_contact(seen: Seen, *, is_asked: bool) -> Found | None:
    """The address or number that was left last; an address before a number.

    Laws: never raises.
    """
    emails = [
        one
        for one in _EMAIL.finditer(seen.plain)
        if is_asked or " @" not in one[0] or not _NO_EMAIL_BEFORE.search(seen.head(one.start()))
    ]
    if emails:
        last = emails[-1]
        address = _DOT.sub(".", _AT.sub("@", last[0]))
        name, _, domain = address.partition("@")
        if ".." not in domain and (".." not in f"{name}." or takes_dots(domain)):
            return Found(address, *last.span())
    found: list[Found] = []
    phones = _phones() + (_phones("phones_perhaps") if is_asked else ())
    for phone in phones:
        for match in phone.finditer(seen.plain):
            digits = "".join(sign for sign in match[0] if sign.isdigit())
            is_other = not is_asked and _is_not_theirs(seen, *match.span(), digits)
            is_other = is_other or _NO_PHONE_BEFORE.search(seen.head(match.start(), 24)) is not None
            is_part = any(one.start < match.end() and match.start() < one.end for one in found)
            if LEAST <= len(digits) <= MOST and not is_other and not is_part:
                found.append(Found(digits, *match.span()))
    return max(found, key=lambda one: one.start) if found else None


def mask_contacts(text: str) -> str:
    """The text with `[email]` and `[phone]` in the place of all that might reach somebody; of a
    long one only what is read.

    Laws: never raises; what `read_contact` finds in the text, it does not find in what is returned.
    """
    seen = see(text)
    spans = [(*one.span(), "[email]") for one in _EMAIL.finditer(seen.plain)]
    sure = tuple(one[:2] for one in spans)
    perhaps = (one.span() for one in _EMAIL_PERHAPS.finditer(seen.plain))
    spans += [(*one, "[email]") for one in perhaps if not is_in(sure, *one)]
    for phone in _phones() + _phones("phones_perhaps"):
        spans += [(*one.span(), "[phone]") for one in phone.finditer(seen.plain)]
    masked, done = "", 0
    for start, end, mask in sorted(spans):
        first, last = seen.starts[start], seen.ends[end - 1]
        if first >= done:
            masked += text[done:first] + mask
        done = max(done, last)
    read = seen.ends[-1] if len(seen.plain) >= MOST_READ else len(text)
    return masked + text[done:read]


def _is_not_theirs(seen: Seen, start: int, end: int, digits: str) -> bool:
    """A number that was called, or that companies are called at."""
    return bool(
        _SERVICE.match(digits)
        or _CALLED_AFTER.match(seen.tail(end, 24))
        or _CALLED_BEFORE.search(seen.head(start, 30))
    )
