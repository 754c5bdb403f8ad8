"""Which workspace a write key opens, remembered for a moment so that the record is not asked
for every request."""

import asyncio

from dangol.store.record import Record
from dangol.store.workspaces import WorkspaceAccess

REMEMBERED_S = 5.0
"""A revoked key is let in for at most so long."""
REMEMBERED_KEYS = 10_000


class Keys:
    """The keys of a record. Unknown keys are remembered too: guessing asks the record no more."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._known: dict[str, tuple[float, WorkspaceAccess | None]] = {}

    async def access(self, key: str, now_s: float) -> WorkspaceAccess | None:
        """The workspace that the key opens, and whether it vouches; None for no such key.

        Raises: RecordError.
        """
        if not key:
            return None
        known = self._known.get(key)
        if known is not None and known[0] > now_s:
            return known[1]
        found = await asyncio.to_thread(self._record.access_workspace_by_key, key)
        if len(self._known) >= REMEMBERED_KEYS:
            self._known.clear()
        self._known[key] = (now_s + REMEMBERED_S, found)
        return found
