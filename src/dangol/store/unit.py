"""What one transaction reads and writes, for one workspace.

SQLite and PostgreSQL share every statement but that PostgreSQL takes new events by COPY.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xxhash import xxh3_64_intdigest

from dangol.listen.catalogue.product import Product
from dangol.store import schema
from dangol.store.products import PRODUCT_COLUMNS, product_of, product_row
from dangol.store.rows import (
    AccountRow,
    ConsentRow,
    DecisionRow,
    EventRow,
    HeldRow,
    IdentifierRow,
    MergeRow,
    PersonRow,
    QuarantineRow,
    TallyRow,
)
from dangol.store.statements import Statements, insert_into
from dangol.terms.instants import Instant

_PERSON = "person_id, shard, created_at, due_at, state"
_IDENTIFIER = (
    "identifier, person_id, shard, link_user, linked_at, is_claimed, first_seen_at, verified_at"
)
_HELD = "seq, status, attempts, received_at, source, reason, detail, message_id, is_vouched, raw"
_BY_PERSON = "identifiers_workspace_id_person_id"
_SEEN = (
    "INSERT INTO seen (message_key, digest, received_at) {} ON CONFLICT (message_key) DO UPDATE "
    "SET digest = excluded.digest, received_at = excluded.received_at"
)
_EVENT_TYPES = [
    {
        "INTEGER": "int4",
        "SMALLINT": "int2",
        "BIGINT": "int8",
        "TEXT": "text",
        "BLOB": "bytea",
        "BOOLEAN": "bool",
    }[str(schema.events.c[name].type)]
    for name in ("workspace_id", *EventRow._fields)
]


class Unit(Statements):
    """One workspace inside one transaction: all that is written is committed together, or none."""

    def __init__(self, cursor: Any, workspace_id: str, *, is_postgres: bool) -> None:
        super().__init__(cursor, workspace_id, is_postgres=is_postgres)
        self._keys: dict[str, int] = {}

    # what was seen before

    def read_seen(self, message_ids: Iterable[str], since: Instant) -> dict[str, int]:
        """The digests of those message ids that were received at `since` or later."""
        ids = {self._message_key(message_id): message_id for message_id in message_ids}
        self._run(
            "SELECT message_key, digest FROM seen WHERE received_at >= ? AND "
            + self._among("message_key", of="bigint"),
            since,
            self._list(sorted(ids)),
        )
        return {ids[key]: digest for key, digest in self._cursor.fetchall()}

    # events

    def write_events(self, rows: Sequence[EventRow]) -> None:
        """The events stand in the log, in order, and their message ids are seen."""
        if not rows:
            return
        workspace_id = self.workspace_id
        full = [(workspace_id, *row) for row in rows]
        if self._is_postgres:
            columns = ", ".join(("workspace_id", *EventRow._fields))
            with self._cursor.copy(
                f"COPY events ({columns}) FROM STDIN WITH (FORMAT BINARY)"
            ) as copy:
                copy.set_types(_EVENT_TYPES)
                for row in full:
                    copy.write_row(row)
        else:
            self._write(insert_into(schema.events, EventRow._fields), full)
        keys = {self._message_key(row.message_id): row for row in rows}
        # In order: neighbours in the table are written together.
        seen = [(key, keys[key].digest, keys[key].received_at) for key in sorted(keys)]
        if self._is_postgres:
            values = "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])"
            self._cursor.execute(
                _SEEN.format(values), [list(column) for column in zip(*seen, strict=True)]
            )
        else:
            self._write(_SEEN, seen)

    # people

    def read_people(
        self, identifiers: Iterable[str]
    ) -> tuple[list[PersonRow], list[IdentifierRow]]:
        """The people who own any of the identifiers, and those whom their links name.

        Of each person all identifiers come along.
        """
        asked = set(identifiers)
        known: dict[str, IdentifierRow] = {}
        people: set[str] = set()
        wanted = asked
        while wanted:
            owned = self._rows(
                "SELECT person_id FROM identifiers WHERE workspace_id = ? AND "
                + self._among("identifier"),
                self._list(wanted),
            )
            new = {person_id for (person_id,) in owned} - people
            people |= new
            rows = self._identifiers_of(new)
            known.update((row.identifier, row) for row in rows)
            links = {row.link_user for row in rows if row.link_user}
            wanted = links - asked - known.keys()
            asked |= wanted
        return self._people(people), list(known.values())

    def read_people_after(
        self, person_id: str, limit: int
    ) -> tuple[list[PersonRow], list[IdentifierRow]]:
        """The next people behind that id, in order of their ids, with all their identifiers."""
        rows = self._rows(
            f"SELECT {_PERSON} FROM people WHERE workspace_id = ? AND person_id > ? "
            "ORDER BY person_id LIMIT ?",
            person_id,
            limit,
        )
        people = [PersonRow(*row) for row in rows]
        return people, self._identifiers_of({row.person_id for row in people})

    def read_due(self, until: Instant, limit: int) -> tuple[list[PersonRow], list[IdentifierRow]]:
        """The people for whom silence says something by `until`, the longest due first."""
        rows = self._rows(
            f"SELECT {_PERSON} FROM people WHERE workspace_id = ? AND due_at > 0 AND due_at <= ? "
            "ORDER BY due_at, person_id LIMIT ?",
            until,
            limit,
        )
        people = [PersonRow(*row) for row in rows]
        return people, self._identifiers_of({person.person_id for person in people})

    def write_people(self, rows: Sequence[PersonRow]) -> None:
        """The people are as these rows say."""
        self._upsert(schema.people, PersonRow._fields, rows, key=("workspace_id", "person_id"))

    def write_identifiers(self, rows: Sequence[IdentifierRow]) -> None:
        """The identifiers belong to whom these rows say."""
        self._upsert(
            schema.identifiers, IdentifierRow._fields, rows, key=("workspace_id", "identifier")
        )

    def write_merges(self, rows: Sequence[MergeRow]) -> None:
        """It is on record that these people turned out to be others."""
        self._insert(schema.merges, MergeRow._fields, rows)

    def delete_people(self, person_ids: Iterable[str]) -> None:
        """The states of these people are gone; identifiers and events stay as they are."""
        self._run(
            "DELETE FROM people WHERE workspace_id = ? AND " + self._among("person_id"),
            self.workspace_id,
            self._list(person_ids),
        )

    # decisions, consents, accounts

    def write_decisions(self, rows: Sequence[DecisionRow]) -> None:
        """The decisions stand for ever; one whose id stands already is left as it is."""
        self._upsert(schema.decisions, DecisionRow._fields, rows, key=("decision_id",), keep=True)

    def write_consents(self, rows: Sequence[ConsentRow]) -> None:
        """The consents given or withdrawn stand for ever."""
        self._insert(schema.consents, ConsentRow._fields, rows)

    def read_consents(self, person_ids: Iterable[str]) -> list[ConsentRow]:
        """All that these people gave and withdrew, in the order in which it happened."""
        rows = self._rows(
            f"SELECT {', '.join(ConsentRow._fields)} FROM consents WHERE workspace_id = ? AND "
            f"{self._among('person_id')} ORDER BY happened_at, recorded_at, consent_id",
            self._list(person_ids),
        )
        return [ConsentRow(*row)._replace(is_given=bool(row[7])) for row in rows]

    def write_accounts(self, rows: Sequence[AccountRow]) -> None:
        """The accounts are as these rows say; each keeps the instant at which it was made."""
        self._upsert(
            schema.accounts,
            AccountRow._fields,
            rows,
            key=("workspace_id", "account_id"),
            stays=("created_at",),
        )

    def read_accounts(self, account_ids: Iterable[str]) -> list[AccountRow]:
        """Those of the accounts that are known."""
        rows = self._rows(
            f"SELECT {', '.join(AccountRow._fields)} FROM accounts WHERE workspace_id = ? AND "
            + self._among("account_id"),
            self._list(account_ids),
        )
        return [AccountRow(*row) for row in rows]

    def write_products(self, products: Iterable[Product], now: Instant) -> None:
        """The catalogue holds these products as they are; the others stay."""
        rows = [product_row(product, now) for product in products]
        self._upsert(schema.products, PRODUCT_COLUMNS, rows, key=("workspace_id", "product_id"))

    def read_products(self, product_ids: Iterable[str] | None = None) -> dict[str, Product]:
        """Those products of the catalogue, or all of it, by product id."""
        statement = f"SELECT {', '.join(PRODUCT_COLUMNS)} FROM products WHERE workspace_id = ?"
        if product_ids is None:
            rows = self._rows(statement)
        else:
            rows = self._rows(
                f"{statement} AND {self._among('product_id')}", self._list(product_ids)
            )
        return {row[0]: product_of(row) for row in rows}

    # quarantine and tallies

    def write_quarantine(self, rows: Sequence[QuarantineRow]) -> None:
        """The refused events are kept with their bytes."""
        clean = [
            row._replace(
                source=_storable(row.source),
                detail=_storable(row.detail),
                message_id=_storable(row.message_id),
            )
            for row in rows
        ]
        self._insert(schema.quarantine, QuarantineRow._fields, clean)

    def read_quarantine(
        self, *, status: str = "new", after: int = 0, limit: int = 1000
    ) -> list[HeldRow]:
        """The next refused events of that status behind `after`, oldest first."""
        rows = self._rows(
            f"SELECT {_HELD} FROM quarantine WHERE workspace_id = ? AND status = ? AND seq > ? "
            "ORDER BY seq LIMIT ?",
            status,
            after,
            limit,
        )
        return [
            HeldRow(seq, status, attempts, QuarantineRow(*row)._replace(is_vouched=bool(row[5])))
            for seq, status, attempts, *row in rows
        ]

    def write_quarantine_status(self, status: str, seqs: Iterable[int]) -> None:
        """These refused events have that status, after one more attempt."""
        self._run(
            f"UPDATE quarantine {self._by('')}SET status = ?, attempts = attempts + 1 "
            f"WHERE workspace_id = ? AND {self._among('seq', of='bigint')}",
            status,
            self.workspace_id,
            self._list(seqs),
        )

    def write_tally(self, counts: Mapping[tuple[str, str], int]) -> None:
        """The counts, by outcome and reason, are added to the running totals."""
        rows = sorted((outcome, reason, count) for (outcome, reason), count in counts.items())
        self._upsert(
            schema.tallies,
            ("outcome", "reason", "calls"),
            [row for row in rows if row[2]],
            key=("workspace_id", "outcome", "reason"),
            adds=("calls",),
        )

    def read_tallies(self) -> list[TallyRow]:
        """The running totals of the workspace."""
        rows = self._rows(
            "SELECT workspace_id, outcome, reason, calls FROM tallies WHERE workspace_id = ? "
            "ORDER BY outcome, reason"
        )
        return [TallyRow(*row) for row in rows]

    # how it is found

    def _message_key(self, message_id: str) -> int:
        """Signed 64 bits. A key is asked for twice: to look it up, and to write it."""
        key = self._keys.get(message_id)
        if key is None:
            key = xxh3_64_intdigest(f"{self.workspace_id}\0{message_id}".encode())
            key = self._keys[message_id] = key - 2**64 if key >= 2**63 else key
        return key

    def _people(self, person_ids: Iterable[str]) -> list[PersonRow]:
        rows = self._rows(
            f"SELECT {_PERSON} FROM people WHERE workspace_id = ? AND " + self._among("person_id"),
            self._list(person_ids),
        )
        return [PersonRow(*row) for row in rows]

    def _identifiers_of(self, person_ids: Iterable[str]) -> list[IdentifierRow]:
        rows = self._rows(
            f"SELECT {_IDENTIFIER} FROM identifiers {self._by(_BY_PERSON)}"
            f"WHERE workspace_id = ? AND {self._among('person_id')}",
            self._list(person_ids),
        )
        return [IdentifierRow(*row)._replace(is_claimed=bool(row[5])) for row in rows]


def _storable(text: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold: hostile words are kept, not obeyed."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
