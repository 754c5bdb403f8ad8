"""Files in, the market's answers out: which column is which, and what comes with the package."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from dangol.engine.insight.reading import FileRows, read_rows
from dangol.engine.tables import TableError
from dangol.insight.market.crosssell import CrossSell, Motion, rank_customers
from dangol.insight.market.crosssell_file import parse_motions
from dangol.insight.market.labels import Labels, parse_labels
from dangol.insight.market.mix import Columns, Mix, mix_of
from dangol.insight.market.scenario import Scenario
from dangol.insight.market.scenario_file import parse_scenario

EXAMPLES = (
    "accounts.csv",
    "acquisition_targets_2026.csv",
    "conversations.csv",
    "customer_mix_mid_plus.csv",
    "motions.toml",
    "options.toml",
    "verticals.toml",
)
"""The files of the worked example."""
KIND_NAMES = ("kind", "종류", "種類", "b2b_b2c")
VERTICAL_NAMES = ("vertical", "verticals", "industry", "업종", "業種", "산업")
COUNT_NAMES = ("customers", "new_customers", "count", "accounts", "고객수", "고객 수", "顧客数")
SHARE_NAMES = ("share_as_printed", "share", "비중", "比率")
ACCOUNT_NAMES = ("account", "company", "name", "고객", "회사", "顧客", "会社")
TEXT_NAMES = ("text", "message", "note", "body", "내용", "메시지", "本文", "内容")
LANGUAGE_ENDS = ("", "_ko", "_ja", "_en")


class Chosen(Struct, frozen=True):
    """The columns that the caller names; None is left to the names that are usual."""

    kind: str | None = None
    vertical: str | None = None
    count: str | None = None
    share: str | None = None
    option: str = "--{}"
    """How the caller names a column, for hints: `--kind`."""


def parse_columns(text: str, option: str) -> Chosen:
    """The columns of `kind=COL,count=COL`, as that option was given.

    Raises: TableError (`table.unreadable`) where it is not so written.
    """
    named: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        key, sign, column = part.partition("=")
        if key not in ("kind", "vertical", "count", "share") or not sign or not column:
            raise TableError(
                f"{option} {part[:60]!r} names no column",
                hint=f"write {option} kind=COL,vertical=COL,count=COL, whichever are needed",
            )
        named[key] = column
    return Chosen(**named, option=f"{option} {{}}=COL")


def mix_of_file(path: Path, chosen: Chosen, labels: Labels) -> tuple[Mix, Columns]:
    """The mix of a file of customers, and the columns it was read from.

    Raises: TableError (`table.unreadable`) where it cannot be read or has neither a kind nor a
        vertical; MixError (`market.mix_uncountable`).
    """
    rows = read_rows(path)
    columns = Columns(
        kind=_column(rows, chosen.kind, KIND_NAMES, chosen.option.format("kind")),
        vertical=_column(rows, chosen.vertical, VERTICAL_NAMES, chosen.option.format("vertical")),
        count=_column(rows, chosen.count, COUNT_NAMES, chosen.option.format("count")),
        share=_column(rows, chosen.share, SHARE_NAMES, chosen.option.format("share")),
    )
    if columns.kind is None and columns.vertical is None:
        raise TableError(
            f"{path.name} has no column that says what its customers are",
            hint=f"its columns are {', '.join(rows.columns)}; name one with"
            f" {chosen.option.format('kind')} or {chosen.option.format('vertical')}",
        )
    return mix_of(rows.table, columns, labels), columns


def cross_sell_of_file(
    path: Path,
    account: str | None,
    motions: Sequence[Motion],
    labels: Labels,
    conversations: Path | None = None,
) -> CrossSell:
    """The customers of a file, ranked for each motion, with what they wrote in conversations.

    Raises: TableError (`table.unreadable`).
    """
    rows = read_rows(path)
    name = _needed(rows, account, ACCOUNT_NAMES, "that names its customers")
    said = None if conversations is None else _said_in(conversations, account)
    return rank_customers(rows.table, name, motions, labels=labels, said=said)


def read_labels(path: Path | None) -> Labels:
    """The labels of a file, or those that come with the package.

    Raises: MarketFileError (`market.file_unusable`), TableError (`table.unreadable`).
    """
    if path is None:
        return _packaged_labels()
    return parse_labels(_bytes_of(path), path.name)


def read_motions(path: Path | None) -> tuple[Motion, ...]:
    """The motions of a file, or those that come with the package. Raises as `read_labels`."""
    if path is None:
        return parse_motions(read_example("motions.toml"), "motions.toml")
    return parse_motions(_bytes_of(path), path.name)


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises as `read_labels`."""
    return parse_scenario(_bytes_of(path), path.name)


def read_example(name: str) -> bytes:
    """A file of the worked example."""
    return (files("dangol.insight.market") / "examples" / name).read_bytes()


def _said_in(path: Path, account: str | None) -> dict[str, list[str]]:
    rows = read_rows(path)
    usual = account if account in rows.columns else None
    name = _needed(rows, usual, ACCOUNT_NAMES, "that names the customer")
    text = _needed(rows, None, TEXT_NAMES, "with what was written")
    said: dict[str, list[str]] = {}
    for who, what in zip(
        rows.table.column(name).to_pylist(), rows.table.column(text).to_pylist(), strict=True
    ):
        if who is not None and what is not None:
            said.setdefault(str(who).strip(), []).append(str(what))
    return said


def _needed(rows: FileRows, chosen: str | None, usual: Sequence[str], what: str) -> str:
    name = _column(rows, chosen, usual, "--account")
    if name is None:
        raise TableError(
            f"{rows.path.name} has no column {what}",
            hint=f"its columns are {', '.join(rows.columns)}; call it {usual[0]}, or name the"
            " customers' one with --account",
        )
    return name


@cache
def _packaged_labels() -> Labels:
    return parse_labels(read_example("verticals.toml"), "verticals.toml")


def _column(rows: FileRows, chosen: str | None, usual: Sequence[str], option: str) -> str | None:
    if chosen is not None:
        return rows.require(chosen, option=option)
    by_name = {name.strip().casefold(): name for name in rows.columns}
    wanted = (name + end for name in usual for end in LANGUAGE_ENDS)
    return next((by_name[name] for name in wanted if name in by_name), None)


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise TableError(
            f"{path} {what}", hint="`dangol market example` writes files to begin with"
        )
    try:
        return path.read_bytes()
    except OSError as fault:
        raise TableError(
            f"{path} cannot be read: {fault.strerror}", hint="check the file"
        ) from fault
