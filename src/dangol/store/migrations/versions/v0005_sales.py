"""Selling to businesses: set-ups, hosts, leads, meetings, and what is sent to others.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The tables of the sales motion are there."""
    op.create_table(
        "setups",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="setups_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name="setups_key"),
    )
    op.create_table(
        "hosts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("calendar_kind", sa.Text(), nullable=False),
        sa.Column("calendar_url", sa.Text(), nullable=False),
        sa.Column("calendar_user", sa.Text(), nullable=False),
        sa.Column("calendar_secret", sa.LargeBinary(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="hosts_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "host_id", name="hosts_key"),
    )
    op.create_table(
        "company_people",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("is_vouched", sa.Boolean(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="company_people_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint(
            "workspace_id", "domain", "person_id", "is_vouched", name="company_people_key"
        ),
    )
    op.create_index(
        "company_people_workspace_id_person_id", "company_people", ["workspace_id", "person_id"]
    )
    op.create_table(
        "leads",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("fit", sa.Text(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="leads_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "lead_id", name="leads_key"),
    )
    op.create_index("leads_once", "leads", ["workspace_id", "conversation_id"], unique=True)
    op.create_index("leads_workspace_id_person_id", "leads", ["workspace_id", "person_id"])
    op.create_index("leads_workspace_id_updated_at", "leads", ["workspace_id", "updated_at"])
    op.create_index(
        "leads_due",
        "leads",
        ["due_at"],
        sqlite_where=sa.text("due_at > 0"),
        postgresql_where=sa.text("due_at > 0"),
    )
    op.create_table(
        "meetings",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("guest_name", sa.Text(), nullable=False),
        sa.Column("guest_email", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="meetings_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "meeting_id", name="meetings_key"),
    )
    op.create_index("meetings_once", "meetings", ["workspace_id", "key"], unique=True)
    op.create_index(
        "meetings_workspace_id_conversation_id", "meetings", ["workspace_id", "conversation_id"]
    )
    op.create_index(
        "meetings_workspace_id_host_id_starts_at",
        "meetings",
        ["workspace_id", "host_id", "starts_at"],
    )
    op.create_table(
        "taken_times",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="taken_times_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "host_id", "at", name="taken_times_key"),
    )
    op.create_index(
        "taken_times_workspace_id_meeting_id", "taken_times", ["workspace_id", "meeting_id"]
    )
    op.create_table(
        "booking_counts",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("many", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="booking_counts_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key_sha256", name="booking_counts_key"),
    )
    op.create_index("booking_counts_since", "booking_counts", ["since"])
    op.create_table(
        "destinations",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("destination_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="destinations_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "destination_id", name="destinations_key"),
    )
    op.create_table(
        "deliveries",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("destination_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="deliveries_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", name="deliveries_key"),
    )
    op.create_index(
        "deliveries_once", "deliveries", ["workspace_id", "destination_id", "key"], unique=True
    )
    op.create_index(
        "deliveries_in_order",
        "deliveries",
        ["workspace_id", "destination_id", "person_id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "deliveries_waiting",
        "deliveries",
        ["next_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "deliveries_told",
        "deliveries",
        ["done_at"],
        sqlite_where=sa.text("state = 'sent' AND length(payload) > 0"),
        postgresql_where=sa.text("state = 'sent' AND length(payload) > 0"),
    )
    of_traits = sa.text("call IN ('identify', 'group')")
    op.create_index(
        "events_of_traits",
        "events",
        ["workspace_id", "person_id"],
        sqlite_where=of_traits,
        postgresql_where=of_traits,
    )
