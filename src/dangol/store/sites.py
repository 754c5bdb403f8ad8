"""The sites of a workspace: the origins whose pages may chat with it."""

import re
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, insert, select

from dangol.store import schema_chat
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant

_TABLE = schema_chat.sites
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_PORTS = {"http": 80, "https": 443}


class UnusableSiteError(InputError):
    """No browser would call a site so."""

    code = "workspace.unusable_site"

    def __init__(self, site: str) -> None:
        super().__init__(
            f"{site[:100]!r} is no address of a site", hint="name it as in https://shop.example"
        )


def check_site(site: str) -> str:
    """The origin of that address, as a browser sends it.

    Raises: UnusableSiteError (`workspace.unusable_site`).
    """
    try:
        parts = urlsplit(site.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:
        raise UnusableSiteError(site) from None
    host = f"[{host}]" if ":" in host else host
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host) or not is_bare:
        raise UnusableSiteError(site)
    tail = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{tail}"


def read_sites(connection: Connection, workspace_id: str) -> list[str]:
    """The workspace's sites, in order."""
    query = select(_TABLE.c.origin).where(_TABLE.c.workspace_id == workspace_id)
    return list(connection.execute(query.order_by(_TABLE.c.origin)).scalars())


def write_site(connection: Connection, workspace_id: str, origin: str, now: Instant) -> bool:
    """Pages of that origin may chat with the workspace; whether that is news."""
    if origin in read_sites(connection, workspace_id):
        return False
    row = {"workspace_id": workspace_id, "origin": origin, "added_at": now}
    connection.execute(insert(_TABLE), row)
    return True


def delete_site(connection: Connection, workspace_id: str, origin: str) -> bool:
    """Pages of that origin may not; whether that is news."""
    that = (_TABLE.c.workspace_id == workspace_id) & (_TABLE.c.origin == origin)
    return connection.execute(delete(_TABLE).where(that)).rowcount > 0
