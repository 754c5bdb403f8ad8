"""`dangol`: the commands, each loaded when it is called, and one place where errors are told.

0 done   1 a check failed   2 input or usage   3 settings   4 the record   70 internal   130 ^C
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

TRY, RUN, KEEP, LEARN = "Try it", "Run it", "Look after it", "Learn from it"


class Mount(NamedTuple):
    """Where a command stands, and what the list says about it without loading it."""

    module: str
    attribute: str
    """A typer app, or the function of a command."""
    help: str
    panel: str


MOUNTS = {
    "demo": Mount("demo", "app", "A month of a made-up shop, rehearsed; then the shop, open.", TRY),
    "rehearse": Mount(
        "rehearse", "app", "What would have been said, to whom and when, had Dangol been on.", TRY
    ),
    "simulate": Mount("simulate", "app", "Shoppers whose truth is known, for rehearsals.", TRY),
    "workspace": Mount("workspace", "app", "Shops, and the keys to them.", RUN),
    "operator": Mount("operator", "app", "Those who answer in the console.", RUN),
    "sales": Mount("sales", "app", "How a company sells to businesses, and who meets.", RUN),
    "destinations": Mount("destinations", "app", "Where leads, meetings and mail go.", RUN),
    "deliveries": Mount("deliveries", "app", "What is on its way to other systems.", RUN),
    "serve": Mount("serve", "serve", "The server: events in, decisions out.", RUN),
    "import": Mount("imports", "app", "Bring a catalogue, or past events, into the record.", RUN),
    "quarantine": Mount(
        "quarantine", "app", "Events that could not be used, and another try.", RUN
    ),
    "backup": Mount("backup", "backup", "The whole record into one file.", KEEP),
    "restore": Mount("backup", "restore", "A backup into an empty record.", KEEP),
    "lake": Mount("lake", "app", "Days that are over, as Parquet, and reports on them.", KEEP),
    "speak": Mount("speak", "app", "Measure what the agent answers, and set its threshold.", LEARN),
    "learn": Mount("learn", "app", "Learn from a table, and judge what was learned.", LEARN),
    "voc": Mount("voc", "app", "What customers say, with the sentence that shows it.", LEARN),
    "revenue": Mount(
        "revenue", "app", "Which feature earns, which shrinks, what passed what and when.", LEARN
    ),
    "market": Mount(
        "market", "app", "Where customers are, where the product aims, and what pays.", LEARN
    ),
    "dossier": Mount(
        "dossier", "app", "Hypotheses judged by figures and stated thresholds.", LEARN
    ),
    "audit": Mount("audit", "app", "What does not agree in the figures of documents.", LEARN),
}
"""Every command, in the order of the list."""

EPILOG = """
[bold]Examples[/bold]

  dangol demo

  dangol rehearse events.jsonl --html report.html

  dangol rehearse export.csv --format rees46 --from 2019-10-01 --json

[bold]Exit codes[/bold]

  0 done · 1 a check failed · 2 input or usage · 3 settings · 4 the record ·
  70 internal · 130 Ctrl-C
"""


COMPLETION = ("install_completion", "show_completion")
"""Options that typer adds to an app by itself."""


class LoadedOnDemand(TyperGroup):
    """A group that lists its commands without importing them."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first argument names, imported now."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else load_command(name), rest


app = typer.Typer(
    cls=LoadedOnDemand,
    add_completion=False,
    rich_markup_mode="rich",
    epilog=EPILOG,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
def dangol(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.")] = False,
) -> None:
    """Decides when to speak to a visitor, and when to keep silent; and shows what it earned."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"dangol {version_of('dangol')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def load_command(name: str) -> Any:
    """The command of that name, with all it needs imported."""
    mount = MOUNTS[name]
    target = getattr(import_module(f"dangol.cli.{mount.module}"), mount.attribute)
    if not isinstance(target, typer.Typer):
        function, target = target, typer.Typer(add_completion=False)
        target.command(name)(function)
    command = get_command(target)
    # `dangol` offers no shell completion yet, so neither does any of its commands.
    command.params = [one for one in command.params if one.name not in COMPLETION]
    return command


def command_list() -> Any:
    """`dangol` itself, with every command listed."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for name, mount in MOUNTS.items():
        group.add_command(
            TyperCommand(name, help=mount.help, rich_help_panel=mount.panel, callback=None)
        )
    return group


def main(arguments: Sequence[str] | None = None) -> int:
    """The command has run; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a terminal that cannot show 원 shows a question mark
    try:
        code = command_list().main(arguments, prog_name="dangol", standalone_mode=False)
    except typer.Abort:
        return 1
    except typer.TyperException as fault:
        return _tell_usage(fault)
    except (Exception, KeyboardInterrupt) as fault:
        from dangol.cli.console import report_fault

        return report_fault(fault)
    return code if isinstance(code, int) else 0


def _tell_usage(fault: typer.TyperException) -> int:
    """What is wrong with the command as it was typed, and where it is explained."""
    message = fault.format_message()
    if message.strip():
        from dangol.cli.console import print_error

        context = getattr(fault, "ctx", None)
        path = context.command_path if context is not None else "dangol"
        print_error(message, f"`{path} --help` explains it")
    return fault.exit_code


if __name__ == "__main__":
    sys.exit(main())
