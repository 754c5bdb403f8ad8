"""`dangol revenue themes`: what customers speak of, beside what the same customers pay."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from dangol.cli.console import Working, language_of
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
from dangol.cli.revenue_show import command_typed, month_given, show, this_day
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

THEMES_EPILOG = """
[bold]Examples[/bold]

  dangol voc themes notes.csv --text note --account account --at at --json > themes.json

  dangol revenue themes ledger.csv --themes themes.json --html stake.html --lang ko
"""


def themes(
    ledger: LedgerArgument,
    *,
    hits: Annotated[
        Path,
        typer.Option(
            "--themes",
            help="What `dangol voc themes --json` wrote, or a table of account, theme, at.",
            metavar="FILE",
        ),
    ],
    theme_account: Annotated[
        str | None,
        typer.Option(
            help="The themes' column of the account.", metavar="COL", show_default="by its name"
        ),
    ] = None,
    theme: Annotated[
        str | None,
        typer.Option(help="The column of the theme.", metavar="COL", show_default="by its name"),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help="The column of the day.", metavar="COL", show_default="by its name"),
    ] = None,
    stage: Annotated[
        str | None, typer.Option(help="Only notes of this stage.", show_default="all")
    ] = None,
    window_months: Annotated[
        int, typer.Option(help="Months after the note in which an account may be lost.", min=1)
    ] = 6,
    seed: Annotated[int, typer.Option(help="Of the intervals of money.", min=0)] = 0,
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
    lang: LangOption = None,
    as_json: JsonOption = False,
    html: HtmlOption = None,
) -> None:
    """Show the revenue at stake by theme, and what was lost, with intervals: association only.

    Names the playbook that would put each theme to the test, and the command that rehearses it.
    """
    from dangol.engine.insight.revenue import LedgerRequest, read_ledger
    from dangol.engine.insight.revenue_themes import read_hits
    from dangol.insight.revenue.themes import join_themes

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
    found = read_hits(hits, account=theme_account, theme=theme, at=at, stage=stage)
    with Working(render_text("revenue.reading", language)):
        read, rows = read_ledger(ledger, request)
        joined = join_themes(rows, found.hits, window_months=window_months, seed=seed)
    show(
        as_json,
        html,
        language,
        lambda: _themes_json(read, found, joined, language),
        lambda: _themes_page(joined, found, ledger.name, language),
    )


def _themes_json(read: Any, found: Any, joined: Any, language: Language) -> dict[str, Any]:
    counts = ("file", "rows", "without_account", "without_theme", "undated")
    return {
        "read": read,
        "themes_read": {name: getattr(found, name) for name in counts},
        "is_association": True,
        "meaning": render_text("revenue.themes.lead", language),
        "report": joined,
    }


def _themes_page(joined: Any, found: Any, ledger: str, language: Language) -> Any:
    from dangol.engine.insight.revenue_themes_page import themes_page

    return themes_page(joined, found, ledger, language, command=command_typed())
