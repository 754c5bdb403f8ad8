"""`dangol market`: where customers are, where the product aims, and which option pays when."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from dangol.cli.console import LANGUAGES, Working, language_of, print_json, print_note, write_whole
from dangol.engine.insight.pages import Page, Source, render_insight
from dangol.terms.errors import SettingError
from dangol.terms.languages import Language

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Where customers are, where the product aims, and which option pays when.",
)

TABLE_HELP = "CSV, JSON lines, Parquet or XLSX."
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
HtmlOption = Annotated[
    Path | None,
    typer.Option("--html", help="Write a page with charts to this file.", metavar="OUT"),
]
LangOption = Annotated[
    Language | None,
    typer.Option(help="The report's language.", metavar=LANGUAGES, show_default="the terminal's"),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the kind: B2C, B2B or mixed.", metavar="COL", show_default="by its name"
    ),
]
VerticalOption = Annotated[
    str | None,
    typer.Option(help="The column of the vertical.", metavar="COL", show_default="by its name"),
]
CountOption = Annotated[
    str | None,
    typer.Option(
        help="The column of the number of customers; without one, each row is a customer.",
        metavar="COL",
        show_default="by its name",
    ),
]
ShareOption = Annotated[
    str | None,
    typer.Option(
        help="The column of printed shares, to hold against the counts.",
        metavar="COL",
        show_default="by its name",
    ),
]
LabelsOption = Annotated[
    Path | None,
    typer.Option(
        help="TOML file that maps labels to verticals.",
        metavar="FILE",
        show_default="one comes along",
    ),
]
DateOption = Annotated[
    str, typer.Option("--date", help="The date of the data, for the source line.", metavar="TEXT")
]


class ExampleExistsError(SettingError):
    """A file of the worked example would overwrite another."""

    code = "market.example_exists"

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} exists already", hint="name another folder")


@app.callback()
def market() -> None:
    """Where customers are, where the product aims, and which option pays when."""


@app.command()
def mix(
    accounts: Annotated[
        Path, typer.Argument(help=f"Customers, or groups of them. {TABLE_HELP}", metavar="ACCOUNTS")
    ],
    *,
    kind: KindOption = None,
    vertical: VerticalOption = None,
    count: CountOption = None,
    share: ShareOption = None,
    labels: LabelsOption = None,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """The composition of customers by kind and vertical, recomputed; printed shares beside it."""
    from dangol.engine.insight.market import Chosen, mix_of_file, read_labels
    from dangol.engine.insight.market_mix_page import mix_page

    known = read_labels(labels)
    chosen = Chosen(kind, vertical, count, share)
    with Working("counting"):
        found, _ = mix_of_file(accounts, chosen, known)
    if as_json:
        print_json(found)
    words = ["mix", str(accounts), *_options(chosen), *_option("--labels", labels)]
    _tell(
        lambda source, language: mix_page(found, known, source, language),
        files=[accounts, labels],
        date=date,
        words=words,
        to=(as_json, html, lang),
    )


@app.command()
def fit(
    *,
    accounts: Annotated[Path, typer.Option(help=f"Customers today. {TABLE_HELP}", metavar="FILE")],
    targets: Annotated[Path, typer.Option(help=f"Customers to win. {TABLE_HELP}", metavar="FILE")],
    aims: Annotated[
        str,
        typer.Option(help="What the product aims at: b2b, or shares as b2b=0.7,b2c=0.3."),
    ],
    accounts_columns: Annotated[
        str,
        typer.Option(
            help="Columns of the customers' table, as kind=COL,vertical=COL,count=COL.",
            metavar="NAMES",
            show_default="by their names",
        ),
    ] = "",
    targets_columns: Annotated[
        str,
        typer.Option(
            help="Columns of the targets' table, likewise.",
            metavar="NAMES",
            show_default="by their names",
        ),
    ] = "",
    labels: LabelsOption = None,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """How far where the product aims is from where customers and targets are: 0 same, 1 apart."""
    from dangol.engine.insight.market import mix_of_file, parse_columns, read_labels
    from dangol.engine.insight.market_mix_page import fit_page
    from dangol.insight.market.fit import fit_of, parse_aims

    known = read_labels(labels)
    aimed = parse_aims(aims)
    of_accounts = parse_columns(accounts_columns, "--accounts-columns")
    of_targets = parse_columns(targets_columns, "--targets-columns")
    with Working("counting"):
        customers, _ = mix_of_file(accounts, of_accounts, known)
        wanted, _ = mix_of_file(targets, of_targets, known)
    found = fit_of(customers, wanted, aimed)
    if as_json:
        print_json({"fit": found, "customers": customers, "targets": wanted})
    words = ["fit", "--accounts", str(accounts), "--targets", str(targets), "--aims", aims]
    _tell(
        lambda source, language: fit_page(found, customers, wanted, source, language),
        files=[accounts, targets, labels],
        date=date,
        words=[
            *words,
            *_option("--accounts-columns", accounts_columns or None),
            *_option("--targets-columns", targets_columns or None),
            *_option("--labels", labels),
        ],
        to=(as_json, html, lang),
    )


@app.command()
def scenarios(
    file: Annotated[
        Path,
        typer.Argument(help="Options and what they depend on, as ranges.", metavar="FILE.toml"),
    ],
    *,
    draws: Annotated[
        int | None,
        typer.Option(
            help="How often to draw.", min=1_000, max=1_000_000, show_default="the file's"
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of chance.", min=0, show_default="the file's")
    ] = None,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """Options side by side under ranges instead of points: outcomes, break-even, what to verify."""
    import msgspec

    from dangol.engine.insight.market import read_scenario
    from dangol.engine.insight.market_scenario_page import scenario_page
    from dangol.insight.market.outcomes import answer_of

    made = read_scenario(file)
    if draws is not None:
        made = msgspec.structs.replace(made, draws=draws)
    if seed is not None:
        made = msgspec.structs.replace(made, seed=seed)
    with Working("drawing", total=len(made.unknowns)) as working:
        answer = answer_of(made, working.tell)
    if as_json:
        print_json({"answer": answer, "scenario": made})
    words = ["scenarios", str(file), *_option("--draws", draws), *_option("--seed", seed)]
    _tell(
        lambda source, language: scenario_page(made, answer, source, language),
        files=[file],
        date=date,
        words=words,
        to=(as_json, html, lang),
    )


@app.command()
def crosssell(
    accounts: Annotated[
        Path, typer.Argument(help=f"Customers, one a row. {TABLE_HELP}", metavar="ACCOUNTS")
    ],
    *,
    account: Annotated[
        str | None,
        typer.Option(
            help="The column that names the customer.", metavar="COL", show_default="by its name"
        ),
    ] = None,
    motions: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of what speaks for each motion.",
            metavar="FILE",
            show_default="one comes along",
        ),
    ] = None,
    labels: LabelsOption = None,
    conversations: Annotated[
        Path | None,
        typer.Option(
            help="What customers wrote: rows of account and text, to search for what they asked.",
            metavar="FILE",
        ),
    ] = None,
    top: Annotated[int, typer.Option(help="Customers to show for each motion.", min=1)] = 10,
    date: DateOption = "",
    as_json: JsonOption = False,
    html: HtmlOption = None,
    lang: LangOption = None,
) -> None:
    """Existing customers ranked by how well each motion fits them, with the reasons."""
    from dangol.engine.insight.market import cross_sell_of_file, read_labels, read_motions
    from dangol.engine.insight.market_crosssell_page import crosssell_page

    asked = read_motions(motions)
    with Working("ranking"):
        found = cross_sell_of_file(accounts, account, asked, read_labels(labels), conversations)
    if as_json:
        print_json(found)
    words = ["crosssell", str(accounts), *_option("--account", account)]
    words += [*_option("--motions", motions), *_option("--labels", labels)]
    words += [*_option("--conversations", conversations), *_option("--top", top)]
    _tell(
        lambda source, language: crosssell_page(found, asked, top, source, language),
        files=[accounts, conversations, motions, labels],
        date=date,
        words=words,
        to=(as_json, html, lang),
    )


@app.command()
def example(
    folder: Annotated[Path, typer.Argument(help="Where to write it.", metavar="DIR")],
) -> None:
    """The worked example's files, to try with and to change: tables, options, labels, motions."""
    from dangol.engine.insight.market import EXAMPLES, read_example

    for name in EXAMPLES:
        if (folder / name).exists():
            raise ExampleExistsError(folder / name)
    for name in EXAMPLES:
        write_whole(folder / name, read_example(name))
    print_note(f"{len(EXAMPLES)} files in {folder}")


def _tell(
    page_of: Callable[[Source, Language], Page],
    *,
    files: list[Path | None],
    date: str,
    words: list[str],
    to: tuple[bool, Path | None, Language | None],
) -> None:
    """The report stands where it was asked for: on the console, or in a file."""
    as_json, html, lang = to
    language = lang or language_of(os.environ)
    shown = [*_option("--html", html and html.name), *_option("--lang", lang and lang.value)]
    command = shlex.join(["dangol", "market", *words, *shown])
    source = Source([file.name for file in files if file is not None], date, command)
    page = page_of(source, language)
    if html is not None:
        write_whole(html, render_insight(page).encode())
        print_note(str(html))
    elif not as_json:
        from dangol.cli.insight_tables import print_page

        print_page(page, Console())


def _options(chosen: Any) -> list[str]:
    named = {name: getattr(chosen, name) for name in ("kind", "vertical", "count", "share")}
    return [word for name, column in named.items() for word in _option(f"--{name}", column)]


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]
