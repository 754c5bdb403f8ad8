"""How a server is set up: read from the environment, refused where it cannot work."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from dangol.engine.chat.model_ledger import ModelSetup
from dangol.engine.sales.outgoing import read_allowed_hosts
from dangol.server.model_settings import read_model_setup
from dangol.terms.errors import SettingError

DEFAULT_DATABASE_URL = "sqlite:///dangol-data/dangol.sqlite"


class BadSettingError(SettingError):
    """An environment variable holds what its setting cannot be."""

    code = "setting.bad_value"

    def __init__(self, name: str, problem: str, hint: str) -> None:
        super().__init__(f"{name} {problem}", hint=hint)


class Settings(msgspec.Struct, frozen=True):
    """Everything a server is told from outside."""

    database_url: str = DEFAULT_DATABASE_URL
    host: str = "127.0.0.1"
    port: int = 8080
    """0 takes any free port; the one taken is printed."""
    rate_limit: int = 50_000
    """Events per second that one workspace may send; a second's worth may come at once."""
    bookings_per_network: int = 10
    """Meetings that are booked from one network, as an office has it, within a day; 0 for as many
    as like."""
    nats_url: str = ""
    """Where wake-ups go; empty for nowhere."""
    public_url: str = ""
    """The address browsers use, where a proxy hides it; empty takes it from each request."""
    playbooks: Path | None = None
    """The folder of playbooks that decide; None for the recipes that come with Dangol."""
    model: ModelSetup | None = None
    """The language model that words replies; None for none."""
    allowed_hosts: frozenset[str] = frozenset()
    """`host:port` that may be called though it is no public address."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that the `DANGOL_*` variables say, and the defaults for the rest.

    Raises: BadSettingError (`setting.bad_value`), BadModelSettingError (`setting.bad_model`),
    BadAllowedHostsError (`setting.bad_allowed_hosts`).
    """
    known = Settings()
    return Settings(
        database_url=environ.get("DANGOL_DATABASE_URL") or known.database_url,
        host=environ.get("DANGOL_HOST") or known.host,
        port=_number(environ, "DANGOL_PORT", known.port, 0, 65_535),
        rate_limit=_number(environ, "DANGOL_RATE_LIMIT", known.rate_limit, 1, 1_000_000_000),
        bookings_per_network=_number(
            environ, "DANGOL_BOOKINGS_PER_NETWORK", known.bookings_per_network, 0, 1_000_000
        ),
        nats_url=environ.get("DANGOL_NATS_URL", ""),
        public_url=_public_url(environ.get("DANGOL_PUBLIC_URL", "")),
        playbooks=Path(folder) if (folder := environ.get("DANGOL_PLAYBOOKS")) else None,
        model=read_model_setup(environ),
        allowed_hosts=read_allowed_hosts(environ),
    )


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadSettingError(
            name, f"is no whole number from {least} to {most}", f"for example {name}={default}"
        )
    return int(text)


def _public_url(text: str) -> str:
    text = text.strip().rstrip("/")
    if text:
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise BadSettingError(
                "DANGOL_PUBLIC_URL",
                "is no address of a server",
                "for example DANGOL_PUBLIC_URL=https://events.example.com",
            )
    return text
