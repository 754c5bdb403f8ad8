"""What is done with the open demo shop: it stays open for whoever wants to play the shopper, or
scripted shoppers go through it and are counted.
"""

import os
import signal
import time
from contextlib import ExitStack, suppress
from functools import partial
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from uuid import uuid4

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dangol.cli.console import Working, print_json, print_note, printable
from dangol.cli.demo_counts import Received, Recorded, read_received, read_recorded
from dangol.cli.demo_folder import LOGS, MAIL, PLAYBOOKS, RECORD, record_url
from dangol.cli.demo_shop import DemoShop, Ports, run_demo_shop
from dangol.cli.workspace_choice import now
from dangol.decide.assignment import is_held_out
from dangol.listen.people import person_id_of
from dangol.server.settings import read_settings
from dangol.sim.cast import full_cast
from dangol.sim.playbooks import HOLDOUT_RATIO
from dangol.sim.shoppers import Played, Role, play
from dangol.sim.visitor import Place, TimeIsUpError, UnexpectedError, Visitor
from dangol.store.record import open_record
from dangol.terms.errors import DangolError
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_text

ENDING_S = 3.0
"""Kept of the given time for closing the shop and for counting."""
COME_IN_S = 30.0
FAILED_EXIT_CODE = 1


class UnfinishedDemoError(DangolError):
    """The shop closed before its shoppers were through."""

    code = "demo.unfinished"
    exit_code = FAILED_EXIT_CODE

    def __init__(self, log: Path) -> None:
        super().__init__(
            "the shop closed before the shoppers were through",
            hint=f"the server's log is at {log}",
        )


def stay_open(folder: Path, *, ports: Ports, language: Language, console: Console) -> None:
    """The demo was open, its one address on the console, until SIGINT or SIGTERM.

    Its replies are worded by the language model that the environment names, if it does.
    Raises: as `run_demo_shop`, BadSettingError (`setting.bad_value`).
    """
    model = read_settings(os.environ).model
    with ExitStack() as opening:
        opening.enter_context(Working(render_text("demo.opening_shop", language)))

        def started(shop: DemoShop) -> None:
            opening.close()
            print_start(shop, language, console)
            Thread(target=_come_in, args=(shop,), name="first", daemon=True).start()

        run_demo_shop(folder, ports=ports, started=started, language=language, model=model)
    file = printable(str(folder / RECORD))
    said = Text(render_text("demo.stopped", language, file=file), style="dim")
    console.print(said, soft_wrap=True)


def play_through(
    folder: Path, *, ports: Ports, seconds: int, language: Language, as_json: bool
) -> int:
    """The scripted shoppers have gone through the shop and are counted; returns the exit code.

    It is 1 where somebody's script failed, or where an event cannot be accounted for. Nobody
    begins anything later than `seconds` from now, but for what closing takes.
    Raises: as `run_demo_shop`, UnfinishedDemoError (`demo.unfinished`).
    """
    began_s, cast = time.monotonic(), full_cast()
    played: list[Played] = []
    received: list[Received] = []
    ids: list[str] = []
    opened_at: list[Instant] = []
    label = render_text("demo.playing", language, n=len(cast))
    with Working(label, total=len(cast)) as working:

        def perform(shop: DemoShop) -> None:
            try:
                until_s = began_s + seconds - ENDING_S
                place_of, browser_of = partial(_place_of, shop), partial(_browser, shop)
                played.extend(
                    play(cast, place_of, browser_of, until_s=until_s, progress=working.tell)
                )
                received.append(read_received(shop.server))
            finally:
                # As Ctrl-C would, which is how the server is ended.
                signal.raise_signal(signal.SIGINT)

        def started(shop: DemoShop) -> None:
            opened_at.append(now())
            everywhere = (*shop.workspaces.values(), *shop.companies.values())
            ids.extend(one.workspace.workspace_id for one in everywhere)
            Thread(target=perform, args=(shop,), name="play", daemon=True).start()

        run_demo_shop(folder, ports=ports, started=started)
    if not received:
        raise UnfinishedDemoError(folder / LOGS)
    record = open_record(record_url(folder), is_there=True)
    try:
        recorded = read_recorded(record, ids, opened_at[0])
    finally:
        record.close()
    if as_json:
        counts = msgspec.structs.asdict(received[0]) | msgspec.structs.asdict(recorded)
        print_json({**counts, "shoppers": played, "seconds": round(time.monotonic() - began_s, 1)})
    else:
        print_counts(received[0], recorded, language, Console())
    failed = [one for one in played if one.failed]
    for one in failed:
        print_note(
            render_text(
                "demo.shopper_failed",
                language,
                shopper=one.shopper,
                tag=one.language.value,
                step=one.failed,
            )
        )
    if not as_json and not failed:
        print_note(render_text("demo.shoppers_came_through", language, n=len(played)))
    return FAILED_EXIT_CODE if failed or not received[0].is_whole else 0


def print_start(shop: DemoShop, language: Language, console: Console) -> None:
    """Where to begin, what is kept, and how to end it."""
    query = "" if language is Language.KO else f"?lang={language}"
    console.print()
    console.print(Text(render_text("demo.is_open", language), style="bold cyan"))
    console.print()
    console.print(Text(f"  {shop.start}/{query}", style="bold green"), soft_wrap=True)
    console.print(Text("  " + render_text("demo.start_says", language), style="dim"))
    console.print()
    files = Table.grid(padding=(0, 2))
    for name, key in (
        (RECORD, "demo.kept_at"),
        (PLAYBOOKS, "demo.playbooks_at"),
        (MAIL, "demo.mail_at"),
    ):
        file = printable(str(shop.folder / name))
        files.add_row(Text(file, style="green"), Text(render_text(key, language), style="dim"))
    console.print(files)
    console.print()
    console.print(Text(render_text("demo.stop", language), style="bold"))
    console.file.flush()


def print_counts(
    received: Received, recorded: Recorded, language: Language, console: Console
) -> None:
    """What came of it all stands on the console."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name in Received.__struct_fields__:
        is_whole = name == "received"
        key = "demo.count.received" if is_whole else f"outcome.{name}"
        label = render_text(key, language)
        count = render_number(getattr(received, name))
        table.add_row(label if is_whole else f"  {label}", count)
    for name in Recorded.__struct_fields__:
        label = render_text(f"demo.count.{name}", language)
        table.add_row(label, render_number(getattr(recorded, name)))
    console.print(table)


def _come_in(shop: DemoShop) -> None:
    """Somebody has come in everywhere and said nothing, so that shelves and articles are read."""
    for place_of in (_place, _company_place):
        for language in Language:
            with suppress(UnexpectedError, TimeIsUpError, OSError, HTTPException):
                Visitor(place_of(shop, language), "first", time.monotonic() + COME_IN_S).chat()


def _place(shop: DemoShop, language: Language) -> Place:
    one = shop.workspaces[language]
    return Place(shop.site, shop.server, one.workspace.browser_key, language, one.server_key)


def _company_place(shop: DemoShop, language: Language) -> Place:
    one = shop.companies[language]
    key = one.workspace.browser_key
    return Place(shop.company_site, shop.server, key, language, one.server_key)


def _place_of(shop: DemoShop, role: Role) -> Place:
    return (_company_place if role.is_buyer else _place)(shop, role.language)


def _browser(shop: DemoShop, role: Role) -> str:
    """The id of a new browser that is held out or not, as the role needs it."""
    mine = shop.companies if role.is_buyer else shop.workspaces
    workspace = mine[role.language].workspace
    while True:
        anonymous_id = str(uuid4())
        person_id = person_id_of(workspace.salt, f"a:{anonymous_id}")
        held = is_held_out(
            workspace.salt, workspace.workspace_id, role.playbook, person_id, HOLDOUT_RATIO
        )
        if role.is_held in (None, held):
            return anonymous_id
