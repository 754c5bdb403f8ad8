"""The tables of the record, the same on SQLite and PostgreSQL.

Every row carries its workspace, and its shard where it belongs to a person. Instants are UTC
microseconds, money whole minor units with a currency, payloads bytes. What names or reaches a
person stands in `events`, `quarantine`, `people`, `identifiers`, `consents` and `accounts`, and
nowhere else. `REVISION` is the newest migration; a test holds these tables to it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    text,
)

REVISION = "0001"

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_known",
    }
)

Sequence = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows only in a column that is called INTEGER; it holds 64 bits all the same."""


def _text(name: str, *, is_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, primary_key=is_key)


def _number(name: str, *, is_key: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=False, primary_key=is_key, autoincrement=False)


def _ratio(name: str) -> Column[float]:
    return Column(name, Double, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _shard() -> Column[int]:
    return Column("shard", SmallInteger, nullable=False)


def _count(name: str = "seq") -> Column[int]:
    return Column(name, Sequence, primary_key=True, autoincrement=True)


def _workspace(*, is_key: bool = False) -> Column[str]:
    known = ForeignKey("workspaces.workspace_id")
    return Column("workspace_id", Text, known, nullable=False, primary_key=is_key)


workspaces = Table(
    "workspaces",
    metadata,
    _text("workspace_id", is_key=True),
    _text("name"),
    _text("zone"),
    _text("currency"),
    _text("languages"),
    _text("salt"),
    Column("browser_key", Text, nullable=False, unique=True),
    _number("average_order_minor"),
    _ratio("margin_ratio"),
    _ratio("global_holdout_ratio"),
    _number("created_at"),
)

server_keys = Table(
    "server_keys",
    metadata,
    _text("key_sha256", is_key=True),
    _workspace(),
    _text("prefix"),
    _number("created_at"),
    _number("revoked_at"),
)

events = Table(
    "events",
    metadata,
    _count(),
    _text("workspace_id"),
    _shard(),
    _text("message_id"),
    _number("digest"),
    _text("call"),
    _text("name"),
    _text("user_id"),
    _text("anonymous_id"),
    _text("person_id"),
    _number("happened_at"),
    _number("received_at"),
    _bytes("payload"),
    _flag("is_vouched"),
    Index(None, "workspace_id", "received_at"),
)
"""The log. Only added to: no foreign key is looked up for each of a million rows."""

seen = Table(
    "seen",
    metadata,
    Column("message_key", Sequence, primary_key=True, autoincrement=False),
    _number("digest"),
    _number("received_at"),
)
"""By which a repeat is told for 30 days. The key is a 64-bit hash of workspace and message id: ids
are random, so every one of them touches a page of its own, and four times as many keys as texts
stand on a page. Of 100 million ids, two share a key with a chance of 0.0003; then the second goes
to quarantine, and is not lost.
"""

quarantine = Table(
    "quarantine",
    metadata,
    _count(),
    _workspace(),
    _number("received_at"),
    _text("source"),
    _text("reason"),
    _text("detail"),
    _text("message_id"),
    _flag("is_vouched"),
    _bytes("raw"),
    Column("status", Text, nullable=False, server_default=text("'new'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Index(None, "workspace_id", "status", "seq"),
)

people = Table(
    "people",
    metadata,
    _workspace(is_key=True),
    _text("person_id", is_key=True),
    _shard(),
    _number("created_at"),
    _number("due_at"),
    _bytes("state"),
)
Index(
    "people_workspace_id_due_at",
    people.c.workspace_id,
    people.c.due_at,
    sqlite_where=people.c.due_at > 0,
    postgresql_where=people.c.due_at > 0,
)

identifiers = Table(
    "identifiers",
    metadata,
    _workspace(is_key=True),
    _text("identifier", is_key=True),
    _text("person_id"),
    _shard(),
    _text("link_user"),
    _number("linked_at"),
    _flag("is_claimed"),
    _number("first_seen_at"),
    _number("verified_at"),
    Index(None, "workspace_id", "person_id"),
    sqlite_with_rowid=False,
)

merges = Table(
    "merges",
    metadata,
    _count(),
    _workspace(),
    _text("absorbed_id"),
    _text("survivor_id"),
    _shard(),
    _number("merged_at"),
    Index(None, "workspace_id", "absorbed_id"),
)

decisions = Table(
    "decisions",
    metadata,
    _text("decision_id", is_key=True),
    _workspace(),
    _shard(),
    _text("person_id"),
    _text("assignment_key"),
    _text("playbook"),
    Column("playbook_version", Integer, nullable=False),
    _text("model_version"),
    _text("signal"),
    _text("subject"),
    _number("decided_at"),
    _text("verdict"),
    _text("reason"),
    _text("opening_id"),
    _text("salt"),
    _number("value_minor"),
    _ratio("cost_minor"),
    _ratio("worth_minor"),
    _text("currency"),
    _ratio("would_buy"),
    _flag("is_exploration"),
    _bytes("steps"),
    _bytes("arms"),
    _bytes("features"),
    Index(None, "workspace_id", "decided_at"),
    Index(None, "workspace_id", "person_id"),
)
"""Immutable: triggers refuse a change and a deletion. They name nobody but by person id."""

consents = Table(
    "consents",
    metadata,
    _text("consent_id", is_key=True),
    _workspace(),
    _shard(),
    _text("person_id"),
    _text("channel"),
    _text("purpose"),
    _text("text_version"),
    _bytes("evidence"),
    _flag("is_given"),
    _number("happened_at"),
    _number("recorded_at"),
    Index(None, "workspace_id", "person_id"),
)
"""Only added to: triggers refuse a change and a deletion."""

accounts = Table(
    "accounts",
    metadata,
    _workspace(is_key=True),
    _text("account_id", is_key=True),
    _text("domain"),
    _text("name"),
    _bytes("traits"),
    _number("created_at"),
    _number("updated_at"),
    Index(None, "workspace_id", "domain"),
)

products = Table(
    "products",
    metadata,
    _workspace(is_key=True),
    _text("product_id", is_key=True),
    _text("group_id"),
    _text("sku"),
    _text("title"),
    _text("description"),
    _text("brand"),
    _text("category"),
    Column("price_minor", BigInteger),
    _text("price_currency"),
    Column("list_price_minor", BigInteger),
    _text("list_price_currency"),
    _text("availability"),
    _flag("is_listed"),
    _text("url"),
    _text("image_url"),
    _bytes("options"),
    _text("language"),
    _number("updated_at"),
)

tallies = Table(
    "tallies",
    metadata,
    _workspace(is_key=True),
    _text("outcome", is_key=True),
    _text("reason", is_key=True),
    _number("calls"),
)

lake_days = Table(
    "lake_days",
    metadata,
    _workspace(is_key=True),
    _text("dataset", is_key=True),
    _text("day", is_key=True),
    _text("file"),
    _number("rows"),
    _text("sha256"),
    _number("closed_at"),
)

backups = Table(
    "backups",
    metadata,
    _text("backup_id", is_key=True),
    _text("file"),
    _number("created_at"),
    _number("expires_at"),
    _number("rows"),
    _text("sha256"),
)

IMMUTABLE = ("decisions", "consents")
"""Tables whose rows are never changed nor deleted; the first migration makes their triggers."""
