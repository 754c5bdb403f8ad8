"""Raw exports as Segment calls: one importer for each format, all of one shape.

    for imported in IMPORTERS["rees46"](stream, ImportOptions()):
        ...  # (line number, compact JSON of one call), or a BadRow

An importer reads a stream of unpacked bytes and never holds more than a line of it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dangol.listen.importers.column_map import ColumnMap, ColumnMapError, parse_column_map
from dangol.listen.importers.detect import detect_format
from dangol.listen.importers.ga4 import import_ga4
from dangol.listen.importers.mapped import import_csv
from dangol.listen.importers.otto import import_otto
from dangol.listen.importers.rees46 import import_rees46
from dangol.listen.importers.retailrocket import import_retailrocket
from dangol.listen.importers.retentioneering import import_retentioneering
from dangol.listen.importers.rows import (
    BadRow,
    Imported,
    Importer,
    ImportOptions,
    WrongFormatError,
)
from dangol.listen.importers.segment import import_segment
from dangol.listen.importers.taobao import import_taobao

IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {
        "segment": import_segment,
        "ga4": import_ga4,
        "retailrocket": import_retailrocket,
        "rees46": import_rees46,
        "otto": import_otto,
        "taobao": import_taobao,
        "retentioneering": import_retentioneering,
        "csv": import_csv,
    }
)
"""Every importer by the name that a user types."""

__all__ = [
    "IMPORTERS",
    "BadRow",
    "ColumnMap",
    "ColumnMapError",
    "ImportOptions",
    "Imported",
    "Importer",
    "WrongFormatError",
    "detect_format",
    "parse_column_map",
]
