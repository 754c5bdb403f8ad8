"""How often somebody may try a password: by account and by address, counted before it is checked.

A try is taken before the password is looked at, so that a hundred at once are a hundred tries. The
first one opens a window; once its tries are used up, the next waits until the window has passed.
What is refused is not counted, so nobody is shut out for longer by trying on.
"""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from dangol.store import schema_chat
from dangol.store.holding import hold
from dangol.store.operators import plain_email
from dangol.terms.instants import QUARTER_US, Instant

_TABLE = schema_chat.login_attempts


class AttemptLimits(NamedTuple):
    """How many tries a window has."""

    of_account: int = 10
    of_address: int = 50
    """Of a whole office behind one address."""
    window_us: int = QUARTER_US


class Taken(NamedTuple):
    """The password may be checked."""

    tries_left: int


class Throttled(NamedTuple):
    """The password is not looked at."""

    until: Instant


def take_attempt(
    connection: Connection,
    email: str,
    address: str,
    *,
    now: Instant,
    limits: AttemptLimits | None = None,
) -> Taken | Throttled:
    """One more try of that account and of that address is used up, if both have one.

    An account that does not exist is counted like any other. `address` is what the server takes
    for one place: of IPv6 the network, not the host.
    """
    limits = limits or AttemptLimits()
    keys = {
        _key("account", plain_email(email)): limits.of_account,
        _key("address", address): limits.of_address,
    }
    for key in sorted(keys):
        hold(connection, "login", key)
    rows = connection.execute(
        select(_TABLE.c.key_sha256, _TABLE.c.tries, _TABLE.c.since).where(
            _TABLE.c.key_sha256.in_(sorted(keys))
        )
    )
    found = {str(key): (int(tries), int(since)) for key, tries, since in rows}
    running = {key: one for key, one in found.items() if now < one[1] + limits.window_us}
    until = [
        since + limits.window_us for key, (tries, since) in running.items() if tries >= keys[key]
    ]
    if until:
        return Throttled(Instant(max(until)))
    for key in sorted(keys):
        tries, since = running.get(key, (0, now))
        values = {"tries": tries + 1, "since": since}
        if key in found:
            that = _TABLE.c.key_sha256 == key
            connection.execute(update(_TABLE).where(that).values(values))
        else:
            connection.execute(insert(_TABLE), values | {"key_sha256": key})
    return Taken(min(keys[key] - running.get(key, (0, now))[0] - 1 for key in keys))


def forget_attempts(connection: Connection, email: str) -> None:
    """The account has all its tries again: somebody knew the password. The address has not."""
    key = _key("account", plain_email(email))
    hold(connection, "login", key)
    connection.execute(delete(_TABLE).where(_TABLE.c.key_sha256 == key))


def delete_attempts(connection: Connection, before: Instant) -> int:
    """Windows that opened before that are forgotten; returns how many."""
    return connection.execute(delete(_TABLE).where(_TABLE.c.since < before)).rowcount


def _key(kind: str, value: str) -> str:
    return sha256(f"{kind}\0{value}".encode(errors="surrogatepass")).hexdigest()
