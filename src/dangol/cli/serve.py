"""`dangol serve`: the server, until it is stopped."""

import os
import sys
from typing import Annotated

import msgspec
import typer

from dangol.cli.playbooks import PlaybooksOption
from dangol.server.settings import Settings, read_settings
from dangol.store.record import open_record

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What linear algebra is asked to make do with, unless the operator says otherwise."""


def serve(
    *,
    host: Annotated[
        str | None,
        typer.Option(help="Where to listen; 0.0.0.0 for everywhere.", show_default="127.0.0.1"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(help="The port; 0 takes a free one.", min=0, max=65_535, show_default="8080"),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="The record: sqlite:///FILE or postgresql://…",
            show_default="sqlite:///dangol-data/dangol.sqlite",
        ),
    ] = None,
    playbooks: PlaybooksOption = None,
) -> None:
    """Take events from Segment's and RudderStack's SDKs, and decide on them live.

    Settings come from DANGOL_DATABASE_URL, DANGOL_HOST, DANGOL_PORT, DANGOL_RATE_LIMIT,
    DANGOL_NATS_URL, DANGOL_PUBLIC_URL and DANGOL_PLAYBOOKS; an option wins over its variable. The
    record is migrated first. SIGTERM and Ctrl-C end it after everything acknowledged is on the
    disk.
    """
    # A turn's vectors are few: a second thread costs more than it helps, and spins when it waits.
    # numpy reads these once, when it is first imported.
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    from dangol.server.run import run_server

    settings = read_settings(os.environ)
    settings = msgspec.structs.replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
        database_url=settings.database_url if url is None else url,
        playbooks=playbooks or settings.playbooks,
    )
    browser_keys = _browser_keys(settings)
    run_server(settings, lambda address: _greet(settings, address, browser_keys))


def _browser_keys(settings: Settings) -> list[str]:
    """The workspaces' browser keys; the record is open, migrated and durable as a side effect."""
    record = open_record(settings.database_url)
    try:
        return [workspace.browser_key for workspace in record.read_workspaces()]
    finally:
        record.close()


def _greet(settings: Settings, address: str, browser_keys: list[str]) -> None:
    base = settings.public_url or address
    lines = [f"Dangol listens on {address}"]
    if browser_keys:
        key = browser_keys[0]
        lines += [
            "",
            "Point an SDK at it:",
            f"  browser  AnalyticsBrowser.load({{ writeKey: '{key}', cdnURL: '{base}' }})",
            f"  Node     new Analytics({{ writeKey: SERVER_KEY, host: '{base}' }})",
            f"  Python   analytics.write_key = SERVER_KEY; analytics.host = '{base}'",
            "",
            f"  {base}/openapi.json lists the paths, {base}/metrics counts what came of each event",
        ]
    else:
        lines += [
            "",
            "There is no workspace yet. In another terminal:",
            '  dangol workspace create "My shop" --timezone Asia/Seoul',
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
