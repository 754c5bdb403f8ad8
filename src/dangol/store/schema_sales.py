"""The tables of selling to businesses: set-ups, hosts, leads, meetings, and what is sent to others.

Addresses, names and words stand here, in the record alone, and may be deleted by row. A
`person_id` is the one at the time; `merges` says who it is now. Secrets are encrypted.
"""

from sqlalchemy import Boolean, Column, Index, Table, text

from dangol.store.columns import (
    bytes_column,
    flag_column,
    number_column,
    shard_column,
    text_column,
    workspace_column,
)
from dangol.store.schema_chat import metadata  # from there, so that its tables are in it

setups = Table(
    "setups",
    metadata,
    workspace_column(is_key=True),
    text_column("name", is_key=True),
    text_column("text"),
    number_column("updated_at"),
)
"""What a company wrote about how it sells, file by file, as TOML."""

hosts = Table(
    "hosts",
    metadata,
    workspace_column(is_key=True),
    text_column("host_id", is_key=True),
    text_column("operator_id"),
    text_column("name"),
    text_column("email"),
    text_column("calendar_kind"),
    text_column("calendar_url"),
    text_column("calendar_user"),
    bytes_column("calendar_secret"),
    flag_column("is_active"),
    number_column("updated_at"),
)
"""Who takes meetings, and where their calendar is. The rest of them stands in the set-up `team`."""

company_people = Table(
    "company_people",
    metadata,
    workspace_column(is_key=True),
    text_column("domain", is_key=True),
    text_column("person_id", is_key=True),
    Column("is_vouched", Boolean, nullable=False, primary_key=True),
    shard_column(),
    number_column("last_at"),
    Index(None, "workspace_id", "person_id"),
)
"""Who was there from which company. What only a browser said is not vouched for, and apart."""

leads = Table(
    "leads",
    metadata,
    workspace_column(is_key=True),
    text_column("lead_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("conversation_id"),
    text_column("domain"),
    text_column("stage"),
    text_column("fit"),
    number_column("score"),
    text_column("host_id"),
    number_column("due_at"),
    bytes_column("known"),
    bytes_column("reasons"),
    number_column("created_at"),
    number_column("updated_at"),
    Index("leads_once", "workspace_id", "conversation_id", unique=True),
    Index(None, "workspace_id", "person_id"),
    Index(None, "workspace_id", "updated_at"),
)
Index(
    "leads_due",
    leads.c.due_at,
    sqlite_where=leads.c.due_at > 0,
    postgresql_where=leads.c.due_at > 0,
)
"""What a conversation has found out about a buyer, slot by slot with the words it came from."""

meetings = Table(
    "meetings",
    metadata,
    workspace_column(is_key=True),
    text_column("meeting_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("conversation_id"),
    text_column("host_id"),
    text_column("state"),
    number_column("starts_at"),
    number_column("ends_at"),
    number_column("held_until"),
    text_column("language"),
    text_column("zone"),
    text_column("guest_name"),
    text_column("guest_email"),
    text_column("key"),
    number_column("version"),
    number_column("created_at"),
    number_column("updated_at"),
    Index("meetings_once", "workspace_id", "key", unique=True),
    Index(None, "workspace_id", "host_id", "starts_at"),
    Index(None, "workspace_id", "conversation_id"),
)
"""A person's time with a host: held while an address is asked for, booked, or cancelled."""

taken_times = Table(
    "taken_times",
    metadata,
    workspace_column(is_key=True),
    text_column("host_id", is_key=True),
    number_column("at", is_key=True),
    text_column("meeting_id"),
    Index(None, "workspace_id", "meeting_id"),
)
"""Every step of a host's time that a meeting takes: the key is why none is given twice."""

booking_counts = Table(
    "booking_counts",
    metadata,
    workspace_column(is_key=True),
    text_column("key_sha256", is_key=True),
    number_column("many"),
    number_column("since"),
    Index(None, "since"),
)
"""How often a mailbox was written to and a network booked within an hour, by salted hash, and
`since` when nothing more was counted by it; forgotten a day after."""

destinations = Table(
    "destinations",
    metadata,
    workspace_column(is_key=True),
    text_column("destination_id", is_key=True),
    text_column("kind"),
    text_column("name"),
    bytes_column("settings"),
    bytes_column("secret"),
    flag_column("is_active"),
    number_column("updated_at"),
)
"""Where leads, meetings, briefs and mail go: a CRM, a webhook, a mail server, a calendar."""

deliveries = Table(
    "deliveries",
    metadata,
    workspace_column(is_key=True),
    text_column("delivery_id", is_key=True),
    shard_column(),
    text_column("person_id"),
    text_column("destination_id"),
    text_column("kind"),
    text_column("key"),
    bytes_column("payload"),
    text_column("state"),
    number_column("attempts"),
    number_column("next_at"),
    text_column("problem"),
    text_column("remote_id"),
    number_column("created_at"),
    number_column("done_at"),
    Index("deliveries_once", "workspace_id", "destination_id", "key", unique=True),
)
Index(
    "deliveries_in_order",
    deliveries.c.workspace_id,
    deliveries.c.destination_id,
    deliveries.c.person_id,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index(
    "deliveries_waiting",
    deliveries.c.next_at,
    sqlite_where=deliveries.c.state == "waiting",
    postgresql_where=deliveries.c.state == "waiting",
)
Index(
    "deliveries_told",
    deliveries.c.done_at,
    sqlite_where=text("state = 'sent' AND length(payload) > 0"),
    postgresql_where=text("state = 'sent' AND length(payload) > 0"),
)
"""What is on its way to somebody else, is there, or could not be brought there."""
