"""Files in, the market's answers out: which column is which, and what comes with the package."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct, structs

from dangol.engine.insight.known_names import known_column
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
    taken: dict[str, str] = {}
    for meaning in ("kind", "vertical", "count", "share"):
        named = getattr(chosen, meaning)
        if named is not None:
            taken[meaning] = rows.require(named, option=chosen.option.format(meaning))
    for meaning in ("kind", "vertical", "count", "share", "account"):
        if meaning not in taken:
            found = known_column(rows, meaning, list(taken.values()))
            taken |= {} if found is None else {meaning: found}
    columns = Columns(
        taken.get("kind"),
        taken.get("vertical"),
        taken.get("count"),
        taken.get("share"),
        taken.get("account"),
    )
    if columns.kind is None and columns.vertical is None:
        raise TableError(
            f"{path.name} has no column that says what its customers are",
            hint=f"its columns are {', '.join(rows.columns)}; name one with"
            f" {chosen.option.format('kind')} or {chosen.option.format('vertical')}",
        )
    mix = mix_of(rows.table, columns, labels)
    unused = [name for name in rows.columns if name not in taken.values()]
    return structs.replace(mix, columns=taken, unused=unused), columns


def cross_sell_of_file(
    path: Path,
    account: str | None,
    motions: Sequence[Motion],
    labels: Labels,
    conversations: Path | None = None,
    *,
    text: str | None = None,
) -> CrossSell:
    """The customers of a file, ranked for each motion, with what they wrote in conversations.

    `text` is the column of what was written, in the conversations' file.


    Raises: TableError (`table.unreadable`).
    """
    rows = read_rows(path)
    name = _needed(rows, account, "account", "that names its customers")
    said = None if conversations is None else _said_in(conversations, account, text)
    taken = {"account": name}
    for asked in dict.fromkeys(one.column for motion in motions for one in motion.criteria):
        found = asked if asked in rows.columns else known_column(rows, asked, [*taken.values()])
        taken |= {} if found is None else {asked: found}
    held = list(dict.fromkeys(taken.values()))
    table = rows.table.select(held)
    for meaning, column in taken.items():
        if meaning not in (column, "account"):
            table = table.append_column(meaning, table.column(column))
    ranked = rank_customers(table, name, motions, labels=labels, said=said)
    unused = [one for one in rows.columns if one not in held]
    return structs.replace(ranked, columns=taken, unused=unused)


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


def _said_in(path: Path, account: str | None, text: str | None) -> dict[str, list[str]]:
    rows = read_rows(path)
    usual = account if account in rows.columns else None
    name = _needed(rows, usual, "account", "that names the customer")
    written = _needed(rows, text, "text", "with what was written")
    said: dict[str, list[str]] = {}
    for who, what in zip(
        rows.table.column(name).to_pylist(), rows.table.column(written).to_pylist(), strict=True
    ):
        if who is not None and what is not None:
            said.setdefault(str(who).strip(), []).append(str(what))
    return said


def _needed(rows: FileRows, chosen: str | None, meaning: str, what: str) -> str:
    """The column of that meaning. `--account` and `--text` name one."""
    if chosen is not None:
        return rows.require(chosen, option=f"--{meaning}")
    name = known_column(rows, meaning)
    if name is None:
        raise TableError(
            f"{rows.path.name} has no column {what}",
            hint=f"its columns are {', '.join(rows.columns)}; name it with --{meaning}",
        )
    return name


@cache
def _packaged_labels() -> Labels:
    return parse_labels(read_example("verticals.toml"), "verticals.toml")


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
