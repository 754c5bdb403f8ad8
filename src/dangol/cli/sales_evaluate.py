"""`dangol sales evaluate`: how well free text is read into what is known of a buyer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from dangol.cli.console import print_json, print_note, printable
from dangol.cli.sales_model import Pointer
from dangol.engine.files import UnreadableFileError
from dangol.engine.sales.setups import parse_sales_setup
from dangol.speak.sales.evaluate import (
    Dialogues,
    Figures,
    Reading,
    evaluate_reading,
    parse_dialogues,
)
from dangol.speak.sales.slots import Slots


def evaluate_command(
    dialogues: Annotated[
        list[Path], typer.Argument(help="TOML: dialogues with the slots that each turn fills.")
    ],
    *,
    setup: Annotated[
        Path | None,
        typer.Option(help="A folder with a slots.toml or tools.toml of yours.", metavar="FOLDER"),
    ] = None,
    model: Annotated[
        bool,
        typer.Option(
            "--model", help="Read them with the language model of the environment too, beside."
        ),
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="List what does not agree.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read every turn without a model, and say how many slots agree with the file.

    A slot agrees where its name and its value do. No value may lack the words it came from.
    A model is asked where nothing was read, or no answer to what was asked before.
    """
    pointer = Pointer() if model else None
    files = [parse_dialogues(_bytes_of(path), path.name) for path in dialogues]
    slots = _slots_of(setup)
    found = evaluate_reading(files, slots)
    helped = _helped(files, slots, pointer) if pointer is not None else None
    if as_json:
        more = {"with_model": helped[1]} if helped else {}
        print_json({**_report(found), **more})
    else:
        _print_report(found, Console())
        if helped and pointer:
            _print_report(helped[0], Console(), pointer)
    last = helped[0] if helped else found
    if misses:
        for one in last.misses:
            line = f"{one.slot}: {one.found or '-'} (wanted {one.wanted or 'nothing'}) ← {one.text}"
            print_note(line)
    if found.without_words or last.without_words:
        raise typer.Exit(1)


def _helped(
    files: list[Dialogues], slots: Slots, pointer: Pointer
) -> tuple[Reading, dict[str, object]]:
    """The same files read with the model's help, and that as it is reported."""
    try:
        found = evaluate_reading(files, slots, pointer.point)
    finally:
        pointer.close()
    more = {"model": pointer.name, "asked": pointer.ended, "proposals": found.proposals}
    return found, {**more, **_report(found)}


def _slots_of(folder: Path | None) -> Slots:
    texts: dict[str, bytes] = {}
    for name in ("slots", "tools"):
        path = None if folder is None else folder / f"{name}.toml"
        if path is not None and path.is_file():
            texts[name] = _bytes_of(path)
    return parse_sales_setup(texts).slots


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UnreadableFileError(path, fault.strerror or str(fault)) from fault


def _report(found: Reading) -> dict[str, object]:
    return {
        **_rounded(found.overall),
        "without_words": found.without_words,
        "turns": found.turns,
        "by_language": {tag: _rounded(own) for tag, own in found.by_language.items()},
        "by_slot": {name: _rounded(own) for name, own in found.by_slot.items()},
    }


def _rounded(figures: Figures) -> dict[str, object]:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in msgspec.structs.asdict(figures).items()
    }


def _print_report(found: Reading, console: Console, pointer: Pointer | None = None) -> None:
    title = f"{found.turns:,} turns, {found.overall.n:,} slots"
    grid = Grid(title=title if pointer is None else printable(f"with {pointer.name}"))
    grid.add_column("", no_wrap=True)
    for heading in ("wanted", "precision", "recall", "F1"):
        grid.add_column(heading, justify="right")
    grid.add_row("all", *_cells(found.overall), style="bold", end_section=True)
    for place, (tag, figures) in enumerate(found.by_language.items(), 1):
        grid.add_row(tag, *_cells(figures), end_section=place == len(found.by_language))
    for name, figures in found.by_slot.items():
        grid.add_row(name, *_cells(figures))
    console.print(grid)
    words = f"without the words they came from: {found.without_words}"
    console.print(Text(printable(words)), soft_wrap=True)
    if pointer is not None:
        asked, told = _counted(pointer.ended), _counted(found.proposals)
        said = f"asked {pointer.ended.total()} times: {asked}\nproposals: {told}"
        console.print(Text(printable(said)), soft_wrap=True)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


def _cells(figures: Figures) -> list[str]:
    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    shares = (figures.precision, figures.recall, figures.f1)
    return [f"{figures.n:,}", *(share(one) for one in shares)]
