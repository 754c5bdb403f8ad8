"""What a language model was asked, and what each day has cost.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The tables of a model's account are there."""
    op.create_table(
        "model_calls",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("message_seq", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("used_on", sa.Text(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("spend_micro", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.Column("prompt", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="model_calls_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "call_id", name="model_calls_key"),
    )
    op.create_index(
        "model_calls_workspace_id_conversation_id",
        "model_calls",
        ["workspace_id", "conversation_id"],
    )
    op.create_index(
        "model_calls_workspace_id_asked_at", "model_calls", ["workspace_id", "asked_at"]
    )
    op.create_table(
        "model_days",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("used_on", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("spend_micro", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="model_days_workspace_id_known"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "used_on", "person_id", name="model_days_key"),
    )
