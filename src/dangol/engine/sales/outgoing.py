"""The one road out: requests to public addresses, or to a host that the operator allowed.

The name is resolved here, the addresses are checked, and the connection is made to the one that
was checked: a name that changes its answer in between leads nowhere else. Nothing is followed to
another place, no proxy of the environment is used, an answer is read up to a bound, and all of it
has one limit of time.
"""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from dangol.terms.errors import SettingError

ALLOWED_NAME = "DANGOL_ALLOWED_HOSTS"
WHOLE_S = 20.0
"""For everything: the name, the connection, the request, the answer."""
CONNECT_S = 5.0
MOST_BYTES = 1_000_000
_EMBEDDING = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""IPv6 addresses that hold one of IPv4, which may be anybody's."""


class BadAllowedHostsError(SettingError):
    """The list of allowed hosts is none."""

    code = "setting.bad_allowed_hosts"

    def __init__(self, entry: str) -> None:
        super().__init__(
            f"{ALLOWED_NAME} holds {entry!r}, which is no host and port",
            hint=f"for example {ALLOWED_NAME}=crm.internal:8443,127.0.0.1:1025",
        )


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes

    @property
    def after_us(self) -> int:
        """How long we are asked to wait; 0 where nothing is said."""
        return retry_after_us(self.headers.get("retry-after", ""))


class NoAnswerError(Exception):
    """Nothing usable came back. `problem` is a word of ours."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def read_allowed_hosts(environ: Mapping[str, str]) -> frozenset[str]:
    """The hosts and ports that may be called though they are no public addresses.

    Raises: BadAllowedHostsError (`setting.bad_allowed_hosts`).
    """
    entries = [one for part in environ.get(ALLOWED_NAME, "").split(",") if (one := part.strip())]
    for entry in entries:
        host, _, port = entry.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65_536 or "/" in host:
            raise BadAllowedHostsError(entry)
    return frozenset(entry.lower() for entry in entries)


def is_allowed(host: str, port: int, allowed: frozenset[str]) -> bool:
    """The operator has allowed that host and port, whatever its address is."""
    return f"{host.lower()}:{port}" in allowed


def check_url(url: str, allowed: frozenset[str]) -> str:
    """A word for why nothing may be sent there, before any name is resolved; empty where it may.

    Plain HTTP is for allowed hosts alone.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "bad_url"
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or " " in url:
        return "bad_url"
    if parts.username is not None or parts.password is not None:
        return "secret_in_url"
    if parts.scheme == "http" and not is_allowed(host, port or 80, allowed):
        return "not_https"
    return ""


async def find_address(host: str, port: int, allowed: frozenset[str]) -> str:
    """The address of that host to which a connection may be made, and to no other.

    Raises: NoAnswerError (`no_address`, `not_public`).
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswerError("no_address") from None
    addresses = [str(one[4][0]) for one in found]
    if not is_allowed(host, port, allowed):
        addresses = [one for one in addresses if is_public(one)]
    if not addresses:
        raise NoAnswerError("not_public")
    return addresses[0]


def is_public(address: str) -> bool:
    """The address is one of the public net: no inner network, no machine of ours, no group.

    Shape: IPv4 or IPv6 in text.
    """
    try:
        one: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:  # an IPv6 address with a zone is of this link
        return False
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped is not None:
            one = one.ipv4_mapped
        elif one.is_site_local or any(one in net for net in _EMBEDDING):
            return False
    return one.is_global and not one.is_multicast and not one.is_reserved


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes,
    allowed: frozenset[str] = frozenset(),
    whole_s: float = WHOLE_S,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """The answer to one request, whatever its status is.

    Raises: NoAnswerError (`bad_url`, `secret_in_url`, `not_https`, `no_address`, `not_public`,
    `unreachable`, `bad_certificate`, `timeout`, `cut_off`, `too_large`).
    """
    problem = check_url(url, allowed)
    if problem:
        raise NoAnswerError(problem)
    asked = _send(method, url, headers, content, allowed, whole_s=whole_s, most_bytes=most_bytes)
    return asyncio.run(asked)


async def _send(
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes,
    allowed: frozenset[str],
    *,
    whole_s: float,
    most_bytes: int,
) -> Answer:
    import httpx

    whole = httpx.URL(url)
    port = whole.port or (443 if whole.scheme == "https" else 80)
    timeout = httpx.Timeout(whole_s, connect=min(whole_s, CONNECT_S))
    try:
        async with asyncio.timeout(whole_s):
            address = await find_address(whole.host, port, allowed)
            asked = {"accept-encoding": "identity"} | {k.lower(): v for k, v in headers.items()}
            async with (
                httpx.AsyncClient(verify=tls_context(), trust_env=False, timeout=timeout) as client,
                client.stream(
                    method,
                    whole.copy_with(host=address),
                    headers=asked | {"host": whole.netloc.decode()},
                    content=content,
                    follow_redirects=False,
                    extensions={"sni_hostname": whole.host},
                ) as response,
            ):
                body = bytearray()
                async for piece in response.aiter_raw():
                    body += piece
                    if len(body) > most_bytes:
                        raise NoAnswerError("too_large")
                found = {name.lower(): text for name, text in response.headers.items()}
                return Answer(response.status_code, found, bytes(body))
    except TimeoutError:
        raise NoAnswerError("timeout") from None
    except httpx.TimeoutException:
        raise NoAnswerError("timeout") from None
    except httpx.ConnectError as fault:
        raise NoAnswerError("bad_certificate" if is_of_tls(fault) else "unreachable") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise NoAnswerError("cut_off") from None


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """What every TLS connection to others is checked by: the machine's certificates and certifi's.

    SSL_CERT_FILE adds a company's own, as everywhere.
    """
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def retry_after_us(said: str) -> int:
    """How long a `Retry-After` asks us to wait, a day at most; 0 where it says nothing usable.

    Source: RFC 9110 §10.2.3. A date is measured by our clock.
    """
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    said = said.strip()
    if said.isascii() and said.isdigit():
        seconds = float(said[:9])
    else:
        try:
            seconds = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, IndexError):
            return 0
    return int(min(max(seconds, 0.0), 86_400.0) * 1_000_000)


def is_of_tls(fault: BaseException) -> bool:
    """It came about because the other side could not prove who it is."""
    cause: BaseException | None = fault
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
