"""`dangol market`: where customers are, where the product aims, and which option pays when."""

import os
from pathlib import Path
from typing import Annotated

import typer

from dangol.cli.console import language_of, print_json, print_note, write_whole
from dangol.cli.market_options import (
    TABLE_HELP,
    CountOption,
    DateOption,
    HtmlOption,
    JsonOption,
    KindOption,
    LabelsOption,
    LangOption,
    ShareOption,
    VerticalOption,
)
from dangol.cli.market_show import option_given, options_given, tell, working
from dangol.terms.errors import SettingError
from dangol.terms.texts import render_text

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Where customers are, where the product aims, and which option pays when.",
)


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
    with working("counting", lang):
        found, _ = mix_of_file(accounts, chosen, known)
    if as_json:
        print_json(found)
    words = ["mix", str(accounts), *options_given(chosen), *option_given("--labels", labels)]
    tell(
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
    with working("counting", lang):
        customers, _ = mix_of_file(accounts, of_accounts, known)
        wanted, _ = mix_of_file(targets, of_targets, known)
    found = fit_of(customers, wanted, aimed)
    if as_json:
        print_json({"fit": found, "customers": customers, "targets": wanted})
    words = ["fit", "--accounts", str(accounts), "--targets", str(targets), "--aims", aims]
    tell(
        lambda source, language: fit_page(found, customers, wanted, source, language),
        files=[accounts, targets, labels],
        date=date,
        words=[
            *words,
            *option_given("--accounts-columns", accounts_columns or None),
            *option_given("--targets-columns", targets_columns or None),
            *option_given("--labels", labels),
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
    with working("drawing", lang, total=len(made.unknowns)) as bar:
        answer = answer_of(made, bar.tell)
    if as_json:
        print_json({"answer": answer, "scenario": made})
    words = ["scenarios", str(file), *option_given("--draws", draws), *option_given("--seed", seed)]
    tell(
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
    text: Annotated[
        str | None,
        typer.Option(
            help="Of conversations: the column of what was written.",
            metavar="COL",
            show_default="by its name",
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
    with working("ranking", lang):
        found = cross_sell_of_file(
            accounts, account, asked, read_labels(labels), conversations, text=text
        )
    if as_json:
        print_json(found)
    words = ["crosssell", str(accounts), *option_given("--account", account)]
    words += [*option_given("--motions", motions), *option_given("--labels", labels)]
    words += [*option_given("--conversations", conversations), *option_given("--text", text)]
    words += option_given("--top", top)
    tell(
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
    language = language_of(os.environ)
    text = render_text("insight.page.files_written", language, n=len(EXAMPLES), folder=str(folder))
    print_note(text)
