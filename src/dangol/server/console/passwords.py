"""Passwords: what one must be like, its hash, and whether one is right.

Argon2id with 19 MiB, two passes and one lane. Source: RFC 9106; OWASP Password Storage Cheat
Sheet, first choice.
"""

from enum import StrEnum
from functools import cache
from threading import BoundedSemaphore
from typing import Any

LEAST, MOST = 10, 200
_at_once = BoundedSemaphore(2)
"""Each takes 19 MiB and a core: a crowd at the door must not take the house."""


class Weak(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    """It has fewer than `LEAST` characters."""
    TOO_LONG = "too_long"
    """It has more than `MOST` characters."""
    TOO_PLAIN = "too_plain"
    """It is the address, or one letter over and over."""


def check_password(password: str, email: str) -> Weak | None:
    """Why that operator cannot have that password, or None."""
    if len(password) < LEAST:
        return Weak.TOO_SHORT
    if len(password) > MOST:
        return Weak.TOO_LONG
    plain = password.strip().casefold()
    name = email.strip().casefold()
    if len(set(plain)) < 4 or plain in (name, name.partition("@")[0]):
        return Weak.TOO_PLAIN
    return None


def hash_password(password: str) -> str:
    """What is kept of it. Every time another one."""
    with _at_once:
        return _hasher().hash(_bytes(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password of which that hash was kept; as slow where there is none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _at_once:
        try:
            return bool(_hasher().verify(kept or _of_nobody(), _bytes(password))) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other costs than those of today."""
    return bool(_hasher().check_needs_rehash(kept))


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _of_nobody() -> str:
    return str(_hasher().hash("nobody has this"))


def _bytes(password: str) -> bytes:
    return password[: MOST + 1].encode(errors="replace")
