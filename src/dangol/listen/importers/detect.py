"""Which format a file is of, told from how it begins."""

from dangol.listen.importers import rees46, retailrocket, retentioneering, taobao
from dangol.listen.importers.lines import BYTE_ORDER_MARK

_HEADERS = {
    "rees46": set(rees46.COLUMNS),
    "retailrocket": set(retailrocket.COLUMNS),
    "retentioneering": set(retentioneering.COLUMNS),
}
_KEYS = {
    "otto": (b'"session"', b'"events"'),
    "ga4": (b'"event_name"', b'"event_timestamp"'),
    "segment": (b'"type"', b'Id"'),
}


def detect_format(first_bytes: bytes) -> str | None:
    """The name of the importer for a file that begins so (unpacked), or None where it is not sure.

    Never `csv`: a column map cannot be guessed. The last line may be cut off.
    """
    begun = first_bytes.removeprefix(BYTE_ORDER_MARK).lstrip()
    line = begun.split(b"\n", 1)[0].strip()
    if line.startswith(b"{"):
        found = (name for name, keys in _KEYS.items() if all(key in line for key in keys))
        return next(found, None)
    fields = [field.strip().strip('"') for field in line.decode("utf-8", "replace").split(",")]
    for name, columns in _HEADERS.items():
        if columns <= set(fields):
            return name
    if len(fields) == len(taobao.COLUMNS) and fields[3] in taobao.EVENTS:
        return "taobao"
    return None
