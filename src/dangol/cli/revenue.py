"""`dangol revenue`: which feature earns, which shrinks, what passed what and when."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dangol.cli.console import Working, language_of, print_note, write_whole
from dangol.cli.revenue_options import (
    AccountOption,
    AmountOption,
    CurrencyColumnOption,
    CurrencyOption,
    DoubledOption,
    EndIsOption,
    EndOption,
    FeatureOption,
    HtmlOption,
    IdColumnOption,
    JsonOption,
    LangOption,
    LedgerArgument,
    MonthOption,
    NegativeOption,
    SheetOption,
    StartOption,
    UntilOption,
)
from dangol.cli.revenue_show import command_typed, csv_of, month_given, show, this_day
from dangol.cli.revenue_themes import THEMES_EPILOG, themes
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Which feature earns, which shrinks, what passed what and when.",
)

REPORT_EPILOG = """
[bold]Examples[/bold]

  dangol revenue report ledger.csv --baseline 2024-01 --html revenue.html --lang ko

  dangol revenue report subscriptions.csv --feature plan_tier --currency USD

  dangol revenue report ledger.parquet --table features.csv --unit 100m --top 7
"""


@app.callback()
def revenue() -> None:
    """Which feature earns, which shrinks, what passed what and when."""


@app.command(epilog=REPORT_EPILOG)
def report(
    ledger: LedgerArgument,
    *,
    account: AccountOption = None,
    feature: FeatureOption = None,
    month: MonthOption = None,
    amount: AmountOption = None,
    start: StartOption = None,
    end: EndOption = None,
    end_is: EndIsOption = "gone",
    currency: CurrencyOption = None,
    currency_column: CurrencyColumnOption = None,
    id_column: IdColumnOption = None,
    sheet: SheetOption = None,
    until: UntilOption = None,
    negative: NegativeOption = "count",
    doubled: DoubledOption = "count",
    baseline: Annotated[
        str | None,
        typer.Option(
            help="The month that growth is since.",
            metavar="YYYY-MM",
            show_default="the ledger's first",
        ),
    ] = None,
    retention_months: Annotated[
        int, typer.Option(help="Over how many months retention is.", min=1, max=120)
    ] = 12,
    labels: Annotated[
        Path | None,
        typer.Option(
            help="A CSV of feature, label_ko, label_en, label_ja: what features are called.",
            metavar="CSV",
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            help="Write the features as a CSV of feature, labels, Net MRR, share, growth, launch.",
            metavar="OUT",
        ),
    ] = None,
    unit: Annotated[
        Literal["1", "1k", "10k", "1m", "100m"],
        typer.Option(help="The table's unit of money."),
    ] = "1",
    top: Annotated[
        int | None,
        typer.Option(
            help="The table's features; the others are one row.", min=1, show_default="all"
        ),
    ] = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
    html: HtmlOption = None,
) -> None:
    """Show Net MRR by feature, what moved each month, what passed what, and what is kept.

    New, expansion, contraction, churn and reactivation add up to the change, to the smallest unit
    of money. Currencies are never added. Rows that are set aside, below nought or repeated are
    named with file and line.
    """
    from dangol.engine.insight.revenue import LedgerRequest, answer_revenue, read_labels
    from dangol.insight.revenue.table import feature_table

    language = lang or language_of(os.environ)
    request = LedgerRequest(
        account=account,
        feature=feature,
        month=month,
        amount=amount,
        start=start,
        end=end,
        currency_column=currency_column,
        id_column=id_column,
        sheet=sheet,
        currency=currency.upper() if currency else None,
        until=month_given(until, "--until"),
        today=this_day(),
        end_is_last_day=end_is == "last-day",
        count_negative=negative == "count",
        count_doubled=doubled == "count",
    )
    names = read_labels(labels) if labels else {}
    with Working(render_text("revenue.reading", language)):
        answer = answer_revenue(
            ledger,
            request,
            baseline=month_given(baseline, "--baseline"),
            retention_months=retention_months,
        )
    features = feature_table(answer.report, unit=unit, top=top, labels=names)
    if table is not None:
        write_whole(table, csv_of(features.columns, features.rows))
        print_note(render_text("revenue.written", language, file=str(table)))
    show(
        as_json,
        html,
        language,
        lambda: _report_json(answer, features, language),
        lambda: _report_page(answer, language, names),
    )


@app.command()
def check(
    table: Annotated[
        Path,
        typer.Argument(
            help="A table of features as printed: feature, Net MRR, share; one row is the total.",
            metavar="TABLE",
        ),
    ],
    *,
    feature: FeatureOption = None,
    amount: AmountOption = None,
    share: Annotated[
        str | None,
        typer.Option(help="The column of the share.", metavar="COL", show_default="by its name"),
    ] = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
    html: HtmlOption = None,
) -> None:
    """Say whether a printed table agrees with itself within the rounding it was printed with.

    Ends with 1 where it does not.
    """
    from dangol.engine.insight.revenue_printed import check_page, check_printed_file

    language = lang or language_of(os.environ)
    found = check_printed_file(table, feature=feature, amount=amount, share=share)
    show(
        as_json,
        html,
        language,
        lambda: _check_json(found, table.name, language),
        lambda: check_page(found, table.name, language, command=command_typed()),
    )
    if not found.agrees:
        raise typer.Exit(1)


app.command(epilog=THEMES_EPILOG)(themes)


def _check_json(found: Any, file: str, language: Language) -> dict[str, Any]:
    from msgspec import structs

    return {
        "file": file,
        "agrees": found.agrees,
        **structs.asdict(found),
        "definition": render_text("revenue.check.definition", language),
    }


def _report_json(answer: Any, features: Any, language: Language) -> dict[str, Any]:
    from dangol.engine.insight.revenue_words import definitions_of

    rows = [dict(zip(features.columns, row, strict=True)) for row in features.rows]
    return {
        "read": answer.read,
        "report": answer.report,
        "table": rows,
        "definitions": definitions_of(answer, language),
    }


def _report_page(answer: Any, language: Language, names: Any) -> Any:
    from dangol.engine.insight.revenue_page import revenue_page

    return revenue_page(answer, language, command=command_typed(), labels=names)
