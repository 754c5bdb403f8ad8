"""E-mail addresses and telephone numbers as visitors write them, and as they are shown again."""

import re

_EMAIL = re.compile(r"[^\s@<>\"',;:()]{1,64}@[^\s@<>\"',;:()]{1,190}\.[^\s@<>\"',;:()]{2,63}")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_BETWEEN = re.compile(r"[\s().-]+")


def is_email(text: str) -> bool:
    """Whether something can be sent there."""
    return _EMAIL.fullmatch(text) is not None and text.isprintable()


def read_phone(text: str) -> str:
    """The number that the text is, as digits; empty where it is none."""
    phone = _BETWEEN.sub("", text.strip())
    return phone if _PHONE.fullmatch(phone) else ""


def veiled(value: str) -> str:
    """Enough of an address to be known again by whoever left it."""
    name, at, host = value.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else f"•••{value[-4:]}"
