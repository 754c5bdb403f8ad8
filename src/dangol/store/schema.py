"""The tables of the record, the same on SQLite and PostgreSQL.

Every row carries its workspace, and its shard where it belongs to a person. Instants are UTC
microseconds, money whole minor units with a currency, payloads bytes. What names or reaches a
person stands in `events`, `quarantine`, `people`, `identifiers`, `consents` and `accounts`, in the
tables of `schema_chat` and `schema_sales`, and nowhere else. `REVISION` is the newest migration; a
test holds these tables to it.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from dangol.store.columns import (
    Sequence,
    bytes_column,
    count_column,
    flag_column,
    number_column,
    ratio_column,
    shard_column,
    text_column,
    workspace_column,
)
from dangol.store.schema_sales import metadata  # from there, so that its tables are in it

REVISION = "0005"

workspaces = Table(
    "workspaces",
    metadata,
    text_column("workspace_id", is_key=True),
    text_column("name"),
    text_column("zone"),
    text_column("currency"),
    text_column("languages"),
    text_column("salt"),
    Column("browser_key", Text, nullable=False, unique=True),
    number_column("average_order_minor"),
    ratio_column("margin_ratio"),
    ratio_column("global_holdout_ratio"),
    number_column("created_at"),
    text_column("hours"),
)

server_keys = Table(
    "server_keys",
    metadata,
    text_column("key_sha256", is_key=True),
    workspace_column(),
    text_column("prefix"),
    number_column("created_at"),
    number_column("revoked_at"),
)

events = Table(
    "events",
    metadata,
    count_column(),
    text_column("workspace_id"),
    shard_column(),
    text_column("message_id"),
    number_column("digest"),
    text_column("call"),
    text_column("name"),
    text_column("user_id"),
    text_column("anonymous_id"),
    text_column("person_id"),
    number_column("happened_at"),
    number_column("received_at"),
    bytes_column("payload"),
    flag_column("is_vouched"),
    Index(None, "workspace_id", "received_at"),
)
"""The log. Only added to: no foreign key is looked up for each of a million rows."""
IS_ORDER = text(
    "name IN ('Order Completed', 'Order Updated', 'Order Cancelled', 'Order Refunded', "
    "'Order Shipped', 'Order Delivered')"
)
"""The few events that an order is known by. A query that says this word for word is quick."""
Index(
    "events_of_orders",
    events.c.workspace_id,
    events.c.person_id,
    sqlite_where=IS_ORDER,
    postgresql_where=IS_ORDER,
)
IS_TRAITS = text("call IN ('identify', 'group')")
"""What the site says of people and companies. A query that says this word for word is quick."""
Index(
    "events_of_traits",
    events.c.workspace_id,
    events.c.person_id,
    sqlite_where=IS_TRAITS,
    postgresql_where=IS_TRAITS,
)

seen = Table(
    "seen",
    metadata,
    Column("message_key", Sequence, primary_key=True, autoincrement=False),
    number_column("digest"),
    number_column("received_at"),
)
"""By which a repeat is told for 30 days. The key is a 64-bit hash of workspace and message id: ids
are random, so every one of them touches a page of its own, and four times as many keys as texts
stand on a page. Of 100 million ids, two share a key with a chance of 0.0003; then the second goes
to quarantine, and is not lost.
"""

quarantine = Table(
    "quarantine",
    metadata,
    count_column(),
    workspace_column(),
    number_column("received_at"),
    text_column("source"),
    text_column("reason"),
    text_column("detail"),
    text_column("message_id"),
    flag_column("is_vouched"),
    bytes_column("raw"),
    Column("status", Text, nullable=False, server_default=text("'new'")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Index(None, "workspace_id", "status", "seq"),
)

people = Table(
    "people",
    metadata,
    workspace_column(is_key=True),
    text_column("person_id", is_key=True),
    shard_column(),
    number_column("created_at"),
    number_column("due_at"),
    bytes_column("state"),
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
    workspace_column(is_key=True),
    text_column("identifier", is_key=True),
    text_column("person_id"),
    shard_column(),
    text_column("link_user"),
    number_column("linked_at"),
    flag_column("is_claimed"),
    number_column("first_seen_at"),
    number_column("verified_at"),
    Index(None, "workspace_id", "person_id"),
    sqlite_with_rowid=False,
)

merges = Table(
    "merges",
    metadata,
    count_column(),
    workspace_column(),
    text_column("absorbed_id"),
    text_column("survivor_id"),
    shard_column(),
    number_column("merged_at"),
    Index(None, "workspace_id", "absorbed_id"),
    Index(None, "workspace_id", "survivor_id"),
)

decisions = Table(
    "decisions",
    metadata,
    text_column("decision_id", is_key=True),
    workspace_column(),
    shard_column(),
    text_column("person_id"),
    text_column("assignment_key"),
    text_column("playbook"),
    Column("playbook_version", Integer, nullable=False),
    text_column("model_version"),
    text_column("signal"),
    text_column("subject"),
    number_column("decided_at"),
    text_column("verdict"),
    text_column("reason"),
    text_column("opening_id"),
    text_column("salt"),
    number_column("value_minor"),
    ratio_column("cost_minor"),
    ratio_column("worth_minor"),
    text_column("currency"),
    ratio_column("would_buy"),
    flag_column("is_exploration"),
    bytes_column("steps"),
    bytes_column("arms"),
    bytes_column("features"),
    Index(None, "workspace_id", "decided_at"),
    Index(None, "workspace_id", "person_id"),
)
"""Immutable: triggers refuse a change and a deletion. They name nobody but by person id."""

consents = Table(
    "consents",
    metadata,
    text_column("consent_id", is_key=True),
    workspace_column(),
    shard_column(),
    text_column("person_id"),
    text_column("channel"),
    text_column("purpose"),
    text_column("text_version"),
    bytes_column("evidence"),
    flag_column("is_given"),
    number_column("happened_at"),
    number_column("recorded_at"),
    Index(None, "workspace_id", "person_id"),
)
"""Only added to: triggers refuse a change and a deletion."""

accounts = Table(
    "accounts",
    metadata,
    workspace_column(is_key=True),
    text_column("account_id", is_key=True),
    text_column("domain"),
    text_column("name"),
    bytes_column("traits"),
    number_column("created_at"),
    number_column("updated_at"),
    Index(None, "workspace_id", "domain"),
)

products = Table(
    "products",
    metadata,
    workspace_column(is_key=True),
    text_column("product_id", is_key=True),
    text_column("group_id"),
    text_column("sku"),
    text_column("title"),
    text_column("description"),
    text_column("brand"),
    text_column("category"),
    Column("price_minor", BigInteger),
    text_column("price_currency"),
    Column("list_price_minor", BigInteger),
    text_column("list_price_currency"),
    text_column("availability"),
    flag_column("is_listed"),
    text_column("url"),
    text_column("image_url"),
    bytes_column("options"),
    text_column("language"),
    number_column("updated_at"),
    bytes_column("details"),
)

tallies = Table(
    "tallies",
    metadata,
    workspace_column(is_key=True),
    text_column("outcome", is_key=True),
    text_column("reason", is_key=True),
    number_column("calls"),
)

lake_days = Table(
    "lake_days",
    metadata,
    workspace_column(is_key=True),
    text_column("dataset", is_key=True),
    text_column("day", is_key=True),
    text_column("file"),
    number_column("rows"),
    text_column("sha256"),
    number_column("closed_at"),
)

backups = Table(
    "backups",
    metadata,
    text_column("backup_id", is_key=True),
    text_column("file"),
    number_column("created_at"),
    number_column("expires_at"),
    number_column("rows"),
    text_column("sha256"),
)

IMMUTABLE = ("decisions", "consents")
"""Tables whose rows are never changed nor deleted; the first migration makes their triggers."""
