"""What one transaction reads and writes, for one workspace.

SQLite and PostgreSQL share every statement here; they differ in the log (see `event_log`).
"""

from collections.abc import Iterable, Mapping, Sequence

from dangol.listen.catalogue.product import Product
from dangol.store import schema, schema_sales
from dangol.store.event_log import EventLog
from dangol.store.products import PRODUCT_COLUMNS, product_of, product_row
from dangol.store.rows import (
    AccountRow,
    CompanyPersonRow,
    ConsentRow,
    DecisionRow,
    HeldRow,
    IdentifierRow,
    MergeRow,
    PersonRow,
    QuarantineRow,
    TallyRow,
)
from dangol.terms.instants import Instant

_PERSON = "person_id, shard, created_at, due_at, state"
_IDENTIFIER = (
    "identifier, person_id, shard, link_user, linked_at, is_claimed, first_seen_at, verified_at"
)
_HELD = "seq, status, attempts, received_at, source, reason, detail, message_id, is_vouched, raw"
_BY_PERSON = "identifiers_workspace_id_person_id"


class Unit(EventLog):
    """One workspace inside one transaction: all that is written is committed together, or none."""

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

    def write_company_people(self, rows: Sequence[CompanyPersonRow]) -> None:
        """The people of these companies were there when these rows say."""
        key = ("workspace_id", "domain", "person_id", "is_vouched")
        self._upsert(schema_sales.company_people, CompanyPersonRow._fields, rows, key=key)

    def read_company_people(
        self, domain: str, since: Instant, limit: int
    ) -> list[CompanyPersonRow]:
        """Whom the shop vouches for as people of this company, there since; the newest first."""
        rows = self._rows(
            f"SELECT {', '.join(CompanyPersonRow._fields)} FROM company_people "
            "WHERE workspace_id = ? AND domain = ? AND is_vouched AND last_at > ? "
            "ORDER BY last_at DESC, person_id LIMIT ?",
            domain,
            since,
            limit,
        )
        return [CompanyPersonRow(*row)._replace(is_vouched=True) for row in rows]

    def read_survivors(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Each of these ids that gave way, and those after it, with the one it gave way to."""
        survivors: dict[str, str] = {}
        wanted = set(person_ids)
        while wanted:
            found = self._rows(
                "SELECT absorbed_id, survivor_id FROM merges WHERE workspace_id = ? AND "
                + self._among("absorbed_id"),
                self._list(wanted),
            )
            survivors.update(found)
            wanted = {new for _, new in found} - survivors.keys()
        return survivors

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
