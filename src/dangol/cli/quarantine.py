"""`dangol quarantine`: events that could not be used, and another try under today's rules."""

import os
from functools import partial
from itertools import islice
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dangol.cli.console import LANGUAGES, Working, language_of, print_json, print_note, printable
from dangol.cli.playbooks import PlaybooksOption, chosen_playbooks
from dangol.cli.workspace import URL_HELP
from dangol.cli.workspace_choice import WORKSPACE_HELP, now, opened_workspace
from dangol.engine.quarantine import OPEN, ReplayReport, read_held, replay
from dangol.listen.outcomes import Reason
from dangol.store.rows import HeldRow
from dangol.terms.errors import InputError
from dangol.terms.instants import render_instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_text

app = typer.Typer(
    name="quarantine",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="Events that could not be used, and another try.",
)

LANG_HELP = "The answer's language."
REASON_HELP = "Only these, such as bad_amount."
EPILOG = """
[bold]Examples[/bold]

  dangol quarantine list --reason bad_amount

  dangol quarantine replay --reason bad_amount

  dangol quarantine replay --id 17
"""


class NotHeldError(InputError):
    """No event with that number waits in the quarantine."""

    code = "quarantine.not_held"

    def __init__(self, seq: int) -> None:
        super().__init__(
            f"no event {seq} waits in the quarantine", hint="dangol quarantine list shows them"
        )


class HeldReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One quarantined event, without its bytes unless they were asked for."""

    id: int
    status: str
    attempts: int
    reason: str
    detail: str
    source: str
    received_at: str
    message_id: str
    bytes: int
    """How many are kept."""
    raw: str | None = None
    """With --show-bytes; what is no UTF-8 is replaced."""


@app.command("list", epilog=EPILOG)
def list_command(
    *,
    reason: Annotated[Reason | None, typer.Option(help=REASON_HELP, metavar="REASON")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that a replay has taken in.")
    ] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=1_000_000)] = 100,
    show_bytes: Annotated[
        bool, typer.Option("--show-bytes", help="Show what came, personal data included.")
    ] = False,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    lang: Annotated[Language | None, typer.Option(help=LANG_HELP, metavar=LANGUAGES)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list.")] = False,
) -> None:
    """List what waits in the quarantine, oldest first: what is wrong, where it came from, when."""
    language = lang or language_of(os.environ)
    statuses = (*OPEN, "stored") if everything else OPEN
    with opened_workspace(url, workspace) as (record, chosen):
        rows = read_held(record, chosen.workspace_id, reason=reason or "", statuses=statuses)
        held = [_report_of(row, show_bytes=show_bytes) for row in islice(rows, limit)]
    if as_json:
        print_json(held)
    elif held:
        _print_list(held, language, Console(), is_cut=len(held) == limit)
    else:
        print_note(render_text("quarantine.empty", language))


@app.command("replay", epilog=EPILOG)
def replay_command(
    *,
    reason: Annotated[Reason | None, typer.Option(help=REASON_HELP, metavar="REASON")] = None,
    seq: Annotated[int | None, typer.Option("--id", help="Only this one.", min=1)] = None,
    playbooks: PlaybooksOption = None,
    workspace: Annotated[str | None, typer.Option(help=WORKSPACE_HELP)] = None,
    url: Annotated[str | None, typer.Option(help=URL_HELP)] = None,
    lang: Annotated[Language | None, typer.Option(help=LANG_HELP, metavar=LANGUAGES)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Try quarantined events again under today's rules; what is good now is stored.

    What is refused again stays, marked as replayed. It may be run as often as you like.
    """
    from dangol.engine.live import Live

    language, rules = lang or language_of(os.environ), chosen_playbooks(playbooks)
    with opened_workspace(url, workspace) as (record, chosen):
        live = Live(record, clock=now, playbooks=rules)
        try:
            with Working(render_text("quarantine.replaying", language)) as working:
                report = replay(
                    record,
                    live,
                    chosen.workspace_id,
                    clock=now,
                    reason=reason or "",
                    seq=seq or 0,
                    progress=working.tell,
                )
        finally:
            live.close()
    if seq and not report.tried:
        raise NotHeldError(seq)
    if as_json:
        print_json(report)
    else:
        _print_replay(report, language, Console())


def _report_of(held: HeldRow, *, show_bytes: bool) -> HeldReport:
    row = held.row
    return HeldReport(
        id=held.seq,
        status=held.status,
        attempts=held.attempts,
        reason=row.reason,
        detail=row.detail,
        source=row.source,
        received_at=render_instant(row.received_at),
        message_id=row.message_id,
        bytes=len(row.raw),
        raw=row.raw.decode("utf-8", "replace") if show_bytes else None,
    )


def _print_list(
    held: list[HeldReport], language: Language, console: Console, *, is_cut: bool
) -> None:
    t = partial(render_text, language=language)
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("id", justify="right", no_wrap=True)
    for key in ("reason", "source", "when", "status"):
        table.add_column(t(f"quarantine.{key}"), overflow="fold")
    for one in held:
        what = Text(t(f"refusal.{one.reason}")).append(f"\n{printable(one.detail)}", style="dim")
        when = one.received_at[:19].replace("T", " ") + "Z"
        status = t(f"quarantine.status_{one.status}")
        table.add_row(str(one.id), what, Text(printable(one.source)), when, status)
        if one.raw is not None:
            table.add_row("", Text(printable(one.raw), style="yellow"), "", "", "")
    console.print(table)
    if is_cut:
        print_note(t("quarantine.cut", n=len(held)))


def _print_replay(report: ReplayReport, language: Language, console: Console) -> None:
    t = partial(render_text, language=language)
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name in ("tried", "stored", "duplicate", "refused"):
        label = Text(t(f"quarantine.{name}"), style="bold" if name == "tried" else "")
        table.add_row(label, render_number(getattr(report, name)))
    for reason, count in report.reasons.items():
        table.add_row(Text(f"  {t(f'refusal.{reason}')}", style="dim"), render_number(count))
    console.print(table)
    if Reason.BAD_ROW.value in report.reasons:
        console.print(Text(t("quarantine.bad_row"), style="dim"))
