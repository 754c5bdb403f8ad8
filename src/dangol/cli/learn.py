"""`dangol learn`: what can be learned from a table, judged honestly."""

import time
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid
from rich.text import Text

from dangol.decide.learn import Evaluation, evaluate_intent
from dangol.decide.learn_figures import Figures
from dangol.decide.learn_leaks import LEAK_AUC
from dangol.engine.tables import read_table

app = typer.Typer(help="Learn from a table, and judge what was learned.", no_args_is_help=True)

PROGRESS_AFTER_S = 2.0
"""What takes less long shows no progress."""


@app.callback()
def learn() -> None:
    """Learn from a table, and judge what was learned."""


@app.command()
def evaluate(
    *,
    table: Annotated[
        Path,
        typer.Option(help="CSV, Parquet or JSON lines file: one row a moment.", metavar="FILE"),
    ],
    label: Annotated[
        str, typer.Option(help="The column that says whether it happened.", metavar="COL")
    ],
    group: Annotated[
        str | None,
        typer.Option(help="Rows that belong together, such as a visitor's.", metavar="COL"),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Give the figures by this column, too.", metavar="COL")
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(help="A column that is no feature; may be repeated.", metavar="COL"),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Fold seeds to average over.", min=1, max=100)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge how well a yes or no can be foretold, on people the model never saw.

    Five-fold cross-validation that keeps each group whole, averaged over several fold seeds, with
    settings fixed beforehand. Columns that foretell too well to be known in advance are named.
    """
    columns = read_table(table)
    with Bar("learning") as bar:
        found = evaluate_intent(
            columns,
            label,
            group=group,
            by=by,
            drop=_dropped(drop or [], list(columns)),
            seeds=seeds,
            tell=bar.tell,
        )
    if as_json:
        typer.echo(msgspec.json.encode(report_of(found)).decode())
    else:
        print_report(found, Console())


def report_of(found: Evaluation) -> dict[str, Any]:
    """The evaluation as one JSON object."""
    return {
        "label": found.label,
        "group": found.group,
        "groups": found.groups,
        "folds": found.folds,
        "seeds": found.seeds,
        "overall": found.overall,
        "auc_by_seed": found.auc_by_seed,
        "by_column": found.by,
        "by": {part.value: part.figures for part in found.by_value},
        "leaks": found.leaks,
        "features": found.features,
        "left_out": found.left_out,
        "warnings": warnings_of(found),
    }


def warnings_of(found: Evaluation) -> list[str]:
    """What a reader must know before believing the figures."""
    leaks = [
        f"{leak.column} alone reaches AUC {leak.auc:.3f} (from {LEAK_AUC:.2f} on it looks like a"
        f" leak): if it is not known at the moment of deciding, leave it out (--drop {leak.column})"
        for leak in found.leaks
    ]
    return leaks + [f"{one.column} was left out: {one.reason}" for one in found.left_out]


def print_report(found: Evaluation, console: Console) -> None:
    """The figures as a table, then the warnings."""
    unit = f", {found.groups:,} groups of {found.group}" if found.groups is not None else ""
    grid = Grid(
        title=Text(
            f"{found.label}: {len(found.features)} features{unit},"
            f" {found.folds} folds, {found.seeds} fold seed{'s' * (found.seeds > 1)}"
        )
    )
    grid.add_column(Text(found.by or ""), no_wrap=True)
    for heading in ("n", "base\nrate", "AUC", "average\nprecision", "Brier", "log\nloss", "ECE"):
        grid.add_column(heading, justify="right")
    grid.add_row("all", *_cells(found.overall), style="bold", end_section=True)
    for part in found.by_value:
        grid.add_row(Text(part.value or "(empty)"), *_cells(part.figures))
    console.print(grid)
    if len(found.auc_by_seed) > 1:
        low, high = min(found.auc_by_seed), max(found.auc_by_seed)
        console.print(f"AUC by fold seed: {low:.4f} to {high:.4f}")
    console.print("Saying the base rate to everybody would have AUC 0.5 and ECE 0.", style="dim")
    for warning in warnings_of(found):
        text = Text(f"warning: {warning}", style="yellow")
        console.print(text, soft_wrap=True)


def _cells(figures: Figures) -> list[str]:
    rest = (figures.auc, figures.average_precision, figures.brier, figures.log_loss, figures.ece)
    return [
        f"{figures.n:,}",
        f"{figures.base_rate:.1%}",
        *("-" if number is None else f"{number:.4f}" for number in rest),
    ]


def _dropped(given: list[str], known: list[str]) -> list[str]:
    """Each name as given; `A,B` is two names unless a column is called that."""
    return [
        name
        for text in given
        for name in ([text] if text in known else [part.strip() for part in text.split(",")])
    ]


class Bar:
    """A progress bar on stderr that appears once the work has taken over two seconds."""

    def __init__(self, label: str) -> None:
        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._label = label
        self._began_s = time.monotonic()

    def __enter__(self) -> "Bar":
        return self

    def tell(self, done: int, total: int) -> None:
        """Show how much is done."""
        if time.monotonic() - self._began_s < PROGRESS_AFTER_S:
            return
        if not self._progress.tasks:
            self._progress.add_task(self._label)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress.tasks:
            self._progress.stop()
