"""A ledger with a column a month is told so, with the line that makes a row of each month.

The line runs as it stands: DuckDB comes along with Dangol.
"""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from dangol.insight.revenue.columns import parse_day

FEWEST = 2
"""Columns that are named by a month before they are taken for a wide ledger."""
_BARE_MONTH = re.compile(r"(?:1[0-2]|0?[1-9]) ?[월月]")
_READERS = {".csv": "read_csv('{}', all_varchar = true)", ".parquet": "read_parquet('{}')"}


def hint_for_wide(path: Path, names: Sequence[str]) -> str | None:
    """How to make a row of each month, where months stand as columns; else nothing."""
    dated = [name for name in names if parse_day(name) is not None]
    months = dated or [name for name in names if _BARE_MONTH.fullmatch(name.strip())]
    if len(months) < FEWEST:
        return None
    said = f"months stand as columns ({months[0]} … {months[-1]}), and a row each is needed"
    if not dated:
        return f"{said}: give each its year first (2026-01 for {months[0]})"
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        return f"{said}: save the sheet as CSV and try again to see the line that turns it"
    kept = ", ".join(_quoted(name) for name in names if name not in dated)
    columns = f"* EXCLUDE ({kept})" if kept else "*"
    query = (
        f"COPY (UNPIVOT (FROM {reader.format(str(path).replace(chr(39), chr(39) * 2))})"
        f" ON COLUMNS({columns}) INTO NAME month VALUE amount)"
        f" TO '{path.stem.replace(chr(39), chr(39) * 2)}-rows.csv' (HEADER)"
    )
    line = shlex.join(["python", "-c", f"import duckdb; duckdb.sql({query!r})"])
    return f"{said}; this line writes {path.stem}-rows.csv: {line}"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
