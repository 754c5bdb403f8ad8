"""What a turn stands on: sheets of products, hours of workspaces, and orders found by their person.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ORDERS = (
    "name IN ('Order Completed', 'Order Updated', 'Order Cancelled', 'Order Refunded', "
    "'Order Shipped', 'Order Delivered')"
)


def upgrade() -> None:
    """The columns are there, empty, and the few events of orders are found by whose they are."""
    op.add_column(
        "products",
        sa.Column("details", sa.LargeBinary(), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "workspaces", sa.Column("hours", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.create_index(
        "events_of_orders",
        "events",
        ["workspace_id", "person_id"],
        sqlite_where=sa.text(ORDERS),
        postgresql_where=sa.text(ORDERS),
    )
