"""Conversations, what is given in them, and who answers.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

RATIO: sa.types.TypeEngine[float] = sa.Double()


def upgrade() -> None:
    """The tables of conversations are there, and a person's merges are found from either side."""
    op.create_table(
        "alerts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("option_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="alerts_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "alert_id", name="alerts_key"),
    )
    op.create_index(
        "alerts_open_once",
        "alerts",
        ["workspace_id", "product_id", "option_id", "person_id", "channel"],
        unique=True,
        sqlite_where=sa.text("told_at = 0"),
        postgresql_where=sa.text("told_at = 0"),
    )
    op.create_table(
        "articles",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="articles_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "article_id", "language", name="articles_key"),
    )
    op.create_index("articles_workspace_id_origin", "articles", ["workspace_id", "origin"])
    op.create_table(
        "contacts_left",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="contacts_left_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "contact_id", name="contacts_left_key"),
    )
    op.create_index(
        "contacts_left_workspace_id_person_id", "contacts_left", ["workspace_id", "person_id"]
    )
    op.create_table(
        "conversation_changes",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name="conversation_changes_workspace_id_known",
        ),
        sa.PrimaryKeyConstraint("seq", name="conversation_changes_key"),
    )
    op.create_index(
        "conversation_changes_workspace_id_conversation_id",
        "conversation_changes",
        ["workspace_id", "conversation_id"],
    )
    op.create_table(
        "conversations",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("anonymous_id", sa.Text(), nullable=False),
        sa.Column("ticket_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_seq_visitor", sa.BigInteger(), nullable=False),
        sa.Column("seen_seq_operator", sa.BigInteger(), nullable=False),
        sa.Column("needs_person_at", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("context", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="conversations_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", name="conversations_key"),
    )
    op.create_index(
        "conversations_needing_a_person",
        "conversations",
        ["workspace_id", "needs_person_at"],
        sqlite_where=sa.text("needs_person_at > 0"),
        postgresql_where=sa.text("needs_person_at > 0"),
    )
    op.create_index(
        "conversations_not_closed",
        "conversations",
        ["workspace_id", "state"],
        sqlite_where=sa.text("state != 'closed'"),
        postgresql_where=sa.text("state != 'closed'"),
    )
    op.create_index(
        "conversations_workspace_id_last_at", "conversations", ["workspace_id", "last_at"]
    )
    op.create_index(
        "conversations_workspace_id_person_id", "conversations", ["workspace_id", "person_id"]
    )
    op.create_index(
        "conversations_workspace_id_ticket_hash", "conversations", ["workspace_id", "ticket_hash"]
    )
    op.create_table(
        "login_attempts",
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name="login_attempts_key"),
    )
    op.create_index("login_attempts_since", "login_attempts", ["since"])
    op.create_table(
        "messages",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="messages_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", "seq", name="messages_key"),
    )
    op.create_index(
        "messages_once",
        "messages",
        ["workspace_id", "conversation_id", "sender", "client_id"],
        unique=True,
        sqlite_where=sa.text("client_id != ''"),
        postgresql_where=sa.text("client_id != ''"),
    )
    op.create_table(
        "offer_codes",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("offer_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=False),
        sa.Column("redeemed_at", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="offer_codes_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "offer_id", name="offer_codes_key"),
    )
    op.create_index(
        "offer_codes_workspace_id_code_hash",
        "offer_codes",
        ["workspace_id", "code_hash"],
        unique=True,
    )
    op.create_index(
        "offer_codes_workspace_id_idempotency_key",
        "offer_codes",
        ["workspace_id", "idempotency_key"],
        unique=True,
    )
    op.create_index(
        "offer_codes_workspace_id_person_id", "offer_codes", ["workspace_id", "person_id"]
    )
    op.create_index(
        "offer_codes_workspace_id_rule_id_issued_on",
        "offer_codes",
        ["workspace_id", "rule_id", "issued_on"],
    )
    op.create_table(
        "offer_rules",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("gift", sa.Text(), nullable=False),
        sa.Column("ceiling_minor", sa.BigInteger(), nullable=True),
        sa.Column("margin_floor_ratio", RATIO, nullable=False),
        sa.Column("usual_margin_ratio", RATIO, nullable=True),
        sa.Column("budget_minor_per_day", sa.BigInteger(), nullable=False),
        sa.Column("codes_limit", sa.BigInteger(), nullable=False),
        sa.Column("is_once_per_person", sa.Boolean(), nullable=False),
        sa.Column("min_cart_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_for_us", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="offer_rules_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "rule_id", name="offer_rules_key"),
    )
    op.create_table(
        "operator_sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.workspace_id"],
            name="operator_sessions_workspace_id_known",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="operator_sessions_key"),
    )
    op.create_index(
        "operator_sessions_workspace_id_operator_id",
        "operator_sessions",
        ["workspace_id", "operator_id"],
    )
    op.create_table(
        "operators",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("password_changed_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="operators_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "operator_id", name="operators_key"),
    )
    op.create_index("operators_email", "operators", ["email"])
    op.create_index(
        "operators_workspace_id_email", "operators", ["workspace_id", "email"], unique=True
    )
    op.create_table(
        "saved_replies",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("reply_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="saved_replies_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "reply_id", name="saved_replies_key"),
    )
    op.create_table(
        "sites",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="sites_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "origin", name="sites_key"),
    )
    op.create_index("merges_workspace_id_survivor_id", "merges", ["workspace_id", "survivor_id"])
