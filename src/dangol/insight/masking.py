"""Personal data are masked in every text that an insight report shows.

Telephone numbers (Korean, Japanese, international), card numbers, Korean resident numbers, Japanese
My Numbers, e-mail and IP addresses: by their look, without asking whether a check digit fits, since
a note's slip of the pen is no less somebody's number. Full-width digits and invisible signs hide
nothing. Amounts, dates and counts stay.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import msgspec


class PersonalKind(StrEnum):
    """What was masked."""

    EMAIL = "email"
    RESIDENT_NUMBER = "resident_number"
    CARD = "card"
    MY_NUMBER = "my_number"
    PHONE = "phone"
    IP_ADDRESS = "ip_address"


class MaskedText(msgspec.Struct, frozen=True):
    """A text without personal data, and what was in it."""

    text: str
    kinds: tuple[PersonalKind, ...] = ()


class _Rule(NamedTuple):
    kind: PersonalKind
    pattern: re.Pattern[str]
    is_it: Callable[[str], bool]


_GAP = r"[\s.\-‐-―−·()/]"
_BEFORE, _AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF], "")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _always(_: str) -> bool:
    return True


def _is_phone(found: str) -> bool:
    """Whether the digits are as many as a number has, and it is set as one."""
    digits = _digits(found)
    if found.lstrip().startswith("+"):
        return 8 <= len(digits) <= 15
    return 9 <= len(digits) <= 11 or (len(digits) == 8 and digits[:2] in ("15", "16", "18"))


_RULES = (
    _Rule(
        PersonalKind.EMAIL,
        re.compile(r"[A-Za-z0-9_.+%-]+\s?(?:@|\(at\)|\[at\])\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"),
        _always,
    ),
    _Rule(
        PersonalKind.RESIDENT_NUMBER,
        re.compile(
            r"(?<!\d)\d{6}\s?[-‐-―−]\s?[1-8*]\s?[\d*xX]{6}(?![\d*])|(?<!\d)\d{2}[01]\d[0-3]\d[1-8]\d{6}(?!\d)"
        ),
        _always,
    ),
    _Rule(
        PersonalKind.CARD,
        re.compile(
            _BEFORE
            + r"\d{4}(?:[ \-‐-―−.]?\d{4}){3}(?:\d{0,3})"
            + _AFTER
            + r"|"
            + _BEFORE
            + r"3[47]\d{2}[ -]?\d{6}[ -]?\d{5}"
            + _AFTER
        ),
        _always,
    ),
    _Rule(
        PersonalKind.MY_NUMBER,
        re.compile(_BEFORE + r"\d{4}[ \-‐-―−]?\d{4}[ \-‐-―−]?\d{4}" + _AFTER),
        _always,
    ),
    _Rule(
        PersonalKind.PHONE,
        re.compile(
            r"(?<![\w+])\+\d{1,3}(?:"
            + _GAP
            + r"{0,2}\d{1,4}){2,6}"
            + _AFTER
            + r"|"
            + _BEFORE
            + r"(?:\(0\d{1,4}\)|0\d{1,4})"
            + _GAP
            + r"{0,2}\d{1,4}"
            + _GAP
            + r"{0,2}\d{3,4}"
            + _AFTER
            + r"|"
            + _BEFORE
            + r"1[568]\d{2}[-‐-―−. ]?\d{4}"
            + _AFTER
            + r"|"
            + _BEFORE
            + r"(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}"
            + _AFTER
            + r"|"
            + _BEFORE
            + r"555-\d{4}(?:-\d{1,4})?"
            + _AFTER
        ),
        _is_phone,
    ),
    _Rule(
        PersonalKind.IP_ADDRESS,
        re.compile(
            r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"
        ),
        _always,
    ),
)
_LIKELY = re.compile(r"@|\(at\)|\[at\]|\d[^A-Za-z가-힣ぁ-んァ-ヶ一-龯]{0,3}\d")


def mask_personal(text: str) -> MaskedText:
    """The text with `[phone]`, `[e-mail]` and so on in place of what is personal.

    Laws: masked again it is the same; a text without personal data is unchanged; never raises.
    """
    plain = text.translate(_UNSEEN)
    plain = "".join(
        unicodedata.normalize("NFKC", sign) if 0xFF01 <= ord(sign) <= 0xFF5E else sign
        for sign in plain
    )
    if not _LIKELY.search(plain):
        return MaskedText(text)
    kinds: list[PersonalKind] = []
    for rule in _RULES:
        masked = rule.pattern.sub(lambda found, rule=rule: _put(found[0], rule), plain)
        if masked != plain:
            plain = masked
            kinds.append(rule.kind)
    return MaskedText(plain, tuple(kinds)) if kinds else MaskedText(text)


def _put(found: str, rule: _Rule) -> str:
    name = {"email": "e-mail"}.get(rule.kind.value, rule.kind.value.replace("_", " "))
    return f"[{name}]" if rule.is_it(found) else found
