"""What the record knows of one person: what was done, decided, said and bought."""

import json
from dataclasses import dataclass
from typing import Any

from tests.server.conftest import Shop


@dataclass
class Chain:
    """One person in the record: what was done, decided, said and bought."""

    shop: Shop
    anonymous_id: str
    person_id: str

    def _mine(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        # A row keeps the person it was written for, and a merge says who that is now.
        merges = dict(self.shop.rows("merges", "absorbed_id", "survivor_id"))
        rows = self.shop.rows(table, "person_id", *columns)
        return [row[1:] for row in rows if merges.get(row[0], row[0]) == self.person_id]

    def events(self) -> list[str]:
        """The names of what was done, in the order in which it happened."""
        rows = self._mine("events", "happened_at", "call", "name")
        return [name or call for _, call, name in sorted(rows)]

    def properties(self, name: str) -> list[dict[str, Any]]:
        """Of each event of that name."""
        rows = self._mine("events", "happened_at", "name", "payload")
        payloads = (json.loads(row[2]) for row in sorted(rows, key=lambda row: row[0])
                    if row[1] == name)  # fmt: skip
        return [payload["properties"] for payload in payloads]

    def numbers(self) -> list[int]:
        """What the browser counted its events with, smallest first."""
        contexts = (
            json.loads(row[0]).get("context") or {} for row in self._mine("events", "payload")
        )
        return sorted(one["dangol"]["seq"] for one in contexts if "dangol" in one)

    def decisions(self) -> list[tuple[str, str, str, str]]:
        """Id, playbook, verdict and reason, oldest first."""
        rows = self._mine("decisions", "decided_at", "decision_id", "playbook", "verdict", "reason")
        return [row[1:] for row in sorted(rows)]

    def conversations(self) -> list[tuple[str, str]]:
        """Id, and the decision that began it."""
        return self._mine("conversations", "conversation_id", "decision_id")

    def messages(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Who said what, in order."""
        mine = {conversation_id for conversation_id, _ in self.conversations()}
        rows = self.shop.rows("messages", "conversation_id", "seq", "sender", "parts")
        return [(row[2], json.loads(row[3])) for row in rows if row[0] in mine]

    def words(self, sender: str = "") -> list[str]:
        """The texts of its conversation, in order."""
        return [
            part["text"]
            for one, parts in self.messages()
            for part in parts
            if part["type"] == "text" and sender in ("", one)
        ]


def chain_of(shop: Shop, anonymous_id: str) -> Chain:
    """All that the record knows of that browser's person."""
    names = dict(shop.rows("identifiers", "identifier", "person_id"))
    return Chain(shop, anonymous_id, names.get(f"a:{anonymous_id}", ""))
