"""From which pages a workspace may be chatted with: its sites, and this very machine."""

import asyncio
from ipaddress import ip_address
from urllib.parse import urlsplit

from dangol.store.record import Record
from dangol.store.sites import read_sites

REMEMBERED_S = 5.0
REMEMBERED_SITES = 10_000


def is_loopback(origin: str) -> bool:
    """Whether the page comes from the machine it is looked at on."""
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Origins:
    """The sites of a record, remembered for a moment."""

    def __init__(self, record: Record, public_url: str = "") -> None:
        self._record = record
        self._own = public_url.lower()
        self._known: dict[str, tuple[float, frozenset[str]]] = {}

    async def allows(self, workspace_id: str, origin: str, now_s: float) -> bool:
        """Whether a page of that origin may chat. A program that names none is no page.

        Raises: RecordError.
        """
        origin = origin.lower()
        if not origin or is_loopback(origin) or (self._own and origin == self._own):
            return True
        known = self._known.get(workspace_id)
        if known is None or known[0] <= now_s:
            sites = await asyncio.to_thread(self._read, workspace_id)
            if len(self._known) >= REMEMBERED_SITES:
                self._known.clear()
            known = self._known[workspace_id] = (now_s + REMEMBERED_S, sites)
        return origin in known[1]

    def _read(self, workspace_id: str) -> frozenset[str]:
        with self._record.reading() as connection:
            return frozenset(read_sites(connection, workspace_id))
