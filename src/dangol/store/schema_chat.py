"""The tables of conversations, of what is given in them, and of those who answer.

What was said, who said it and how to reach them stand here, in the record alone, and may be
deleted by row. A `person_id` is the one at the time; `merges` says who it is now.
"""

from sqlalchemy import BigInteger, Column, Double, Index, Integer, Table

from dangol.store.columns import (
    bytes_column,
    count_column,
    flag_column,
    metadata,
    number_column,
    ratio_column,
    shard_column,
    text_column,
    workspace_column,
)

conversations = Table(
    "conversations",
    metadata,
    workspace_column(is_key=True),
    text_column("conversation_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("anonymous_id"),
    text_column("ticket_hash"),
    text_column("language"),
    text_column("state"),
    text_column("operator_id"),
    number_column("opened_at"),
    number_column("last_at"),
    number_column("last_seq"),
    number_column("seen_seq_visitor"),
    number_column("seen_seq_operator"),
    number_column("needs_person_at"),
    text_column("decision_id"),
    bytes_column("context"),
    Index(None, "workspace_id", "last_at"),
    Index(None, "workspace_id", "person_id"),
    Index(None, "workspace_id", "ticket_hash"),
)
Index(
    "conversations_needing_a_person",
    conversations.c.workspace_id,
    conversations.c.needs_person_at,
    sqlite_where=conversations.c.needs_person_at > 0,
    postgresql_where=conversations.c.needs_person_at > 0,
)
Index(
    "conversations_not_closed",
    conversations.c.workspace_id,
    conversations.c.state,
    sqlite_where=conversations.c.state != "closed",
    postgresql_where=conversations.c.state != "closed",
)

messages = Table(
    "messages",
    metadata,
    workspace_column(is_key=True),
    text_column("conversation_id", is_key=True),
    number_column("seq", is_key=True),
    shard_column(),
    text_column("message_id"),
    text_column("client_id"),
    text_column("sender"),
    text_column("operator_id"),
    number_column("at"),
    bytes_column("parts"),
    bytes_column("facts"),
    text_column("skill"),
)
Index(
    "messages_once",
    messages.c.workspace_id,
    messages.c.conversation_id,
    messages.c.sender,
    messages.c.client_id,
    unique=True,
    sqlite_where=messages.c.client_id != "",
    postgresql_where=messages.c.client_id != "",
)
"""By sender, so that no visitor can take a client id that a reply will have."""

conversation_changes = Table(
    "conversation_changes",
    metadata,
    count_column(),
    workspace_column(),
    shard_column(),
    text_column("conversation_id"),
    text_column("was"),
    text_column("state"),
    text_column("operator_id"),
    text_column("reason"),
    number_column("at"),
    Index(None, "workspace_id", "conversation_id"),
)
"""Who had the word, since when, and by whom. Only added to."""

articles = Table(
    "articles",
    metadata,
    workspace_column(is_key=True),
    text_column("article_id", is_key=True),
    text_column("language", is_key=True),
    text_column("title"),
    text_column("text"),
    text_column("url"),
    text_column("kind"),
    text_column("origin"),
    number_column("imported_at"),
    Index(None, "workspace_id", "origin"),
)

offer_rules = Table(
    "offer_rules",
    metadata,
    workspace_column(is_key=True),
    text_column("rule_id", is_key=True),
    text_column("kind"),
    text_column("currency"),
    number_column("value"),
    text_column("gift"),
    Column("ceiling_minor", BigInteger),
    ratio_column("margin_floor_ratio"),
    Column("usual_margin_ratio", Double),
    number_column("budget_minor_per_day"),
    number_column("codes_limit"),
    flag_column("is_once_per_person"),
    number_column("min_cart_minor"),
    number_column("valid_for_us"),
    flag_column("is_active"),
    number_column("updated_at"),
)

offer_codes = Table(
    "offer_codes",
    metadata,
    workspace_column(is_key=True),
    text_column("offer_id", is_key=True),
    shard_column(),
    text_column("code_hash"),
    text_column("rule_id"),
    text_column("person_id"),
    text_column("conversation_id"),
    text_column("idempotency_key"),
    number_column("value_minor"),
    number_column("issued_at"),
    text_column("issued_on"),
    number_column("expires_at"),
    number_column("released_at"),
    number_column("redeemed_at"),
    text_column("order_id"),
    Index(None, "workspace_id", "code_hash", unique=True),
    Index(None, "workspace_id", "idempotency_key", unique=True),
    Index(None, "workspace_id", "rule_id", "issued_on"),
    Index(None, "workspace_id", "person_id"),
)
"""The ledger of offers. `issued_on` is the day of the workspace's zone at which it counts."""

contacts_left = Table(
    "contacts_left",
    metadata,
    workspace_column(is_key=True),
    text_column("contact_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("conversation_id"),
    text_column("kind"),
    text_column("value"),
    text_column("purpose"),
    text_column("subject"),
    text_column("consent_id"),
    number_column("at"),
    Index(None, "workspace_id", "person_id"),
)

alerts = Table(
    "alerts",
    metadata,
    workspace_column(is_key=True),
    text_column("alert_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("contact_id"),
    text_column("product_id"),
    text_column("option_id"),
    text_column("channel"),
    number_column("asked_at"),
    number_column("told_at"),
)
Index(
    "alerts_open_once",
    alerts.c.workspace_id,
    alerts.c.product_id,
    alerts.c.option_id,
    alerts.c.person_id,
    alerts.c.channel,
    unique=True,
    sqlite_where=alerts.c.told_at == 0,
    postgresql_where=alerts.c.told_at == 0,
)

operators = Table(
    "operators",
    metadata,
    workspace_column(is_key=True),
    text_column("operator_id", is_key=True),
    text_column("email"),
    text_column("name"),
    text_column("role"),
    text_column("languages"),
    text_column("password_hash"),
    number_column("password_changed_at"),
    number_column("created_at"),
    number_column("disabled_at"),
    Index(None, "workspace_id", "email", unique=True),
    Index(None, "email"),
)

operator_sessions = Table(
    "operator_sessions",
    metadata,
    text_column("token_hash", is_key=True),
    workspace_column(),
    text_column("operator_id"),
    number_column("created_at"),
    number_column("last_seen_at"),
    number_column("expires_at"),
    Index(None, "workspace_id", "operator_id"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    text_column("key_sha256", is_key=True),
    Column("tries", Integer, nullable=False),
    number_column("since"),
    Index(None, "since"),
)
"""Belongs to no workspace: who tries has not said yet which one. Keys are hashes."""

sites = Table(
    "sites",
    metadata,
    workspace_column(is_key=True),
    text_column("origin", is_key=True),
    number_column("added_at"),
)
"""From whose pages a workspace may be chatted with."""

saved_replies = Table(
    "saved_replies",
    metadata,
    workspace_column(is_key=True),
    text_column("reply_id", is_key=True),
    text_column("language"),
    text_column("title"),
    text_column("text"),
    text_column("operator_id"),
    number_column("updated_at"),
)

model_calls = Table(
    "model_calls",
    metadata,
    workspace_column(is_key=True),
    text_column("call_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("conversation_id"),
    number_column("message_seq"),
    text_column("purpose"),
    text_column("model"),
    number_column("asked_at"),
    text_column("used_on"),
    number_column("tokens"),
    number_column("spend_micro"),
    text_column("outcome"),
    number_column("first_ms"),
    number_column("took_ms"),
    bytes_column("prompt"),
    bytes_column("answer"),
    Index(None, "workspace_id", "conversation_id"),
    Index(None, "workspace_id", "asked_at"),
)
"""What a language model was asked and what it said, without secrets. Forgotten after a month."""

model_days = Table(
    "model_days",
    metadata,
    workspace_column(is_key=True),
    text_column("used_on", is_key=True),
    text_column("person_id", is_key=True),
    shard_column(),
    number_column("calls"),
    number_column("tokens"),
    number_column("spend_micro"),
)
"""What a day has cost so far, of each visitor and, without a person, of the workspace."""
