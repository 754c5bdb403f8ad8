"""E-mail addresses and telephone numbers as visitors write them, and as they are shown again."""

import re
import unicodedata

from dangol.terms.addresses import PHONE_SIGNS, takes_dots

MOST_LOCAL_BYTES, MOST_BYTES = 64, 254
"""Of what stands before the @, and of a whole address, in UTF-8."""
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_BETWEEN = re.compile(rf"[\s{re.escape(PHONE_SIGNS)}]+")
_OF_ATOM = frozenset("!#$%&'*+-/=?^_`{|}~")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width signs of ASCII. What else looks alike, as ﬀ or ①, is another mailbox."""
_FULL_STOPS = str.maketrans("。｡", "..")
"""What a Japanese keyboard writes between the labels of a domain."""


def read_email(text: str) -> str:
    """The address that the text is, as mail is sent there; empty where it is none.

    What is written wide is the same address written narrow. Any script may stand in it.

    Source: RFC 5321 §4.1.2 (dot-string; a quoted one is refused, as nearly everywhere), §4.5.3.1
    (lengths), RFC 6531 §3.3 (other scripts), RFC 1123 §2.1 (labels). We differ for the carriers of
    `takes_dots`, who gave out addresses that are no dot-string.
    """
    name, _, domain = text.strip().translate(_NARROW).rpartition("@")
    domain = unicodedata.normalize("NFKC", domain).translate(_FULL_STOPS)
    email = f"{name}@{domain}"
    if len(name.encode(errors="replace")) > MOST_LOCAL_BYTES:
        return ""
    if len(email.encode(errors="replace")) > MOST_BYTES:
        return ""
    labels = domain.split(".")
    is_email = (
        _is_name(name, domain)
        and len(labels) > 1
        and all(_is_label(label) for label in labels)
        and len(labels[-1]) > 1
        and not labels[-1].isdecimal()
    )
    return email if is_email else ""


def read_phone(text: str) -> str:
    """The number that the text is, as digits; empty where it is none."""
    phone = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    return phone if _PHONE.fullmatch(phone) else ""


def veiled(value: str) -> str:
    """Enough of an address to be known again by whoever left it."""
    name, at, host = value.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else f"•••{value[-4:]}"


def _is_name(name: str, domain: str) -> bool:
    atoms = name.split(".")
    if takes_dots(domain):
        atoms = atoms[:1] + [atom for atom in atoms[1:] if atom]
    return all(_is_atom(atom) for atom in atoms)


def _is_atom(text: str) -> bool:
    return bool(text) and all(sign in _OF_ATOM or _is_letter(sign) for sign in text)


def _is_label(text: str) -> bool:
    """As a name server takes it: letters, digits, and hyphens that stand between them."""
    if not text or text[0] == "-" or text[-1] == "-" or not _is_short(text):
        return False
    return all(sign == "-" or _is_letter(sign) for sign in text)


def _is_short(label: str) -> bool:
    """Of other scripts, what goes to a name server has `xn--` before it."""
    encoded = label.encode("punycode", errors="replace") if not label.isascii() else b""
    return len(label) <= 63 and len(encoded) <= 59


def _is_letter(sign: str) -> bool:
    """A letter, a digit, or a mark that belongs to one, of any script."""
    return unicodedata.category(sign)[0] in "LM" or sign.isdecimal()
