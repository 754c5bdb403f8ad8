"""Workspaces and their keys as values. The record keeps only the hash of a server key."""

from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, update

from dangol.store import schema
from dangol.store.rows import WorkspaceRow
from dangol.terms.currencies import exponent_of
from dangol.terms.errors import InputError
from dangol.terms.hours import parse_hours, render_hours
from dangol.terms.ids import WorkspaceId, uuid7
from dangol.terms.instants import Instant, access_zone
from dangol.terms.languages import Language

BROWSER_PREFIX = "dgl_b_"
SERVER_PREFIX = "dgl_s_"
CHANCE_BYTES = 74
"""What `new_workspace` needs: 10 for the id, 16 for each of salt and browser key, 32 for the
server key."""


class UnusableWorkspaceError(InputError):
    """A workspace cannot be so."""

    code = "workspace.unusable"


class Workspace(msgspec.Struct, frozen=True, kw_only=True):
    """One shop or company; isolates everything."""

    workspace_id: WorkspaceId
    name: str
    zone: str
    """IANA name; days and caps follow it."""
    currency: str
    """ISO 4217 code of its reports."""
    languages: tuple[Language, ...]
    """The first one is spoken where a visitor's is not known."""
    salt: str
    """Keys the hashes of people and of assignment. Never leaves the record."""
    browser_key: str
    """Public: writes events and chats as an anonymous person."""
    average_order_minor: int = 50_000
    margin_ratio: float = 0.3
    global_holdout_ratio: float = 0.0
    created_at: Instant
    hours: str = ""
    """When people answer, as `terms.hours` reads it; empty where nobody has said."""


class NewWorkspace(msgspec.Struct, frozen=True):
    """A workspace to be created, with its first server key, which nobody can read again."""

    workspace: Workspace
    server_key: str
    """Secret: vouches for identities."""


class WorkspaceAccess(msgspec.Struct, frozen=True):
    """A workspace as somebody with one of its keys may use it."""

    workspace: Workspace
    is_server: bool
    """By a server key: what it says of identities is vouched for."""


def new_workspace(
    name: str,
    *,
    zone: str,
    currency: str,
    languages: tuple[str, ...],
    now: Instant,
    chance: bytes,
    average_order_minor: int = 50_000,
    margin_ratio: float = 0.3,
    global_holdout_ratio: float = 0.0,
) -> NewWorkspace:
    """A checked workspace with id, salt and keys made from `chance`.

    Raises: UnknownZoneError, UnknownCurrencyError, UnusableWorkspaceError.
    """
    if len(chance) < CHANCE_BYTES:
        raise ValueError(f"a workspace needs {CHANCE_BYTES} bytes of chance")
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise UnusableWorkspaceError(
            "a workspace has a name of at most 200 printable characters",
            hint='dangol workspace create "나의 상점" --timezone Asia/Seoul',
        )
    access_zone(zone)
    exponent_of(currency)
    spoken = tuple(dict.fromkeys(_language(tag) for tag in languages))
    if not spoken:
        raise UnusableWorkspaceError(
            "a workspace speaks at least one language", hint="name them as in ko,ja,en"
        )
    workspace = Workspace(
        workspace_id=WorkspaceId(str(uuid7(now, int.from_bytes(chance[:10])))),
        name=name.strip(),
        zone=zone,
        currency=currency,
        languages=spoken,
        salt=chance[10:26].hex(),
        browser_key=BROWSER_PREFIX + chance[26:42].hex(),
        average_order_minor=average_order_minor,
        margin_ratio=margin_ratio,
        global_holdout_ratio=global_holdout_ratio,
        created_at=now,
    )
    return NewWorkspace(workspace, SERVER_PREFIX + chance[42:74].hex())


def key_hash(server_key: str) -> str:
    """What the record keeps of a server key. One SHA-256 is enough for 256 bits of chance."""
    return sha256(server_key.encode(errors="surrogatepass")).hexdigest()


def row_of(workspace: Workspace) -> WorkspaceRow:
    """The workspace as the record keeps it."""
    fields: dict[str, Any] = msgspec.structs.asdict(workspace)
    fields["languages"] = ",".join(workspace.languages)
    return WorkspaceRow(**fields)


def workspace_of(row: WorkspaceRow) -> Workspace:
    """The workspace that a row of the record means."""
    fields: dict[str, Any] = row._asdict()
    fields["languages"] = tuple(Language(tag) for tag in row.languages.split(","))
    return Workspace(**fields)


def write_hours(connection: Connection, workspace_id: str, hours: str) -> None:
    """People of the workspace answer at these hours; those who serve it know in seconds.

    Raises: UnusableHoursError; nothing is written then.
    """
    kept = render_hours(parse_hours(hours)) if hours else ""
    table = schema.workspaces
    connection.execute(update(table).where(table.c.workspace_id == workspace_id).values(hours=kept))


def _language(tag: str) -> Language:
    try:
        return Language(tag.strip())
    except ValueError:
        raise UnusableWorkspaceError(
            f"{tag.strip()[:20]!r} is not a language Dangol speaks", hint="choose from ko, ja, en"
        ) from None
