"""Pages of the shop are fetched from public addresses alone: the name is resolved once, every
address it has is looked at, and the connection goes to one that was."""

import http.client
import socket
import ssl
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import msgspec

from dangol.terms.errors import InputError

PAGE_BYTES = 5_000_000
TIMEOUT_S = 15.0
REDIRECTS = 5
AGENT = "Dangol (knowledge import)"
_REDIRECT = frozenset({301, 302, 303, 307, 308})


class UnfetchableError(InputError):
    """A page that cannot, or must not, be fetched."""

    code = "fetch.impossible"

    def __init__(self, url: str, why: str, hint: str = "check the address") -> None:
        super().__init__(f"{url[:200]} cannot be fetched: {why}", hint=hint)


class Fetched(msgspec.Struct, frozen=True):
    """A page, and where it was in the end."""

    url: str
    content: bytes
    media_type: str


Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of that name. Raises: OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def fetch(url: str, *, is_private_allowed: bool = False, resolver: Resolve = resolve) -> Fetched:
    """The page at that address, after at most five redirects, each looked at like the first.

    Raises: UnfetchableError (`fetch.impossible`).
    """
    for _ in range(REDIRECTS + 1):
        try:
            answer, location = _get(url, resolver, is_private_allowed=is_private_allowed)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise UnfetchableError(url, str(fault) or type(fault).__name__) from fault
        if answer is not None:
            return answer
        url = urljoin(url, location)
    raise UnfetchableError(url, f"it is redirected more than {REDIRECTS} times")


def _get(url: str, resolver: Resolve, *, is_private_allowed: bool) -> tuple[Fetched | None, str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise UnfetchableError(url, "it is no address of a page")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address_of(url, resolver(host, port), is_private_allowed=is_private_allowed)
    connection = _Pinned(host, port, address, is_secure=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            "GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"}
        )
        answer = connection.getresponse()
        if answer.status in _REDIRECT:
            return None, answer.getheader("Location", "")
        if answer.status != HTTPStatus.OK:
            raise UnfetchableError(url, f"the site answers {answer.status}")
        content = answer.read(PAGE_BYTES + 1)
        if len(content) > PAGE_BYTES:
            raise UnfetchableError(url, f"it is larger than {PAGE_BYTES // 1_000_000} MB")
        return Fetched(url, content, answer.getheader("Content-Type", "")), ""
    finally:
        connection.close()


def _address_of(url: str, addresses: list[str], *, is_private_allowed: bool) -> str:
    """The first of the addresses, if none of them leads into a private network."""
    for one in addresses:
        plain = ip_address(one.partition("%")[0])
        inner = getattr(plain, "ipv4_mapped", None) or plain
        if not is_private_allowed and (not inner.is_global or inner.is_multicast):
            raise UnfetchableError(
                url, "it leads into a private network", "allow it with --allow-private"
            )
    if not addresses:
        raise UnfetchableError(url, "its name has no address")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._address = address
        self._is_secure = is_secure
        if is_secure:
            self.default_port = 443

    def connect(self) -> None:
        """The connection is there, and where it is secure, the name is the certificate's."""
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT_S)
        if self._is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
