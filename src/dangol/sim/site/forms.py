"""The fields that a request brings, as a form or as JSON; all of it is hostile text."""

from typing import cast

import msgspec

from dangol.sim.site.seen import Seen

MOST_BYTES = 64 * 1024


async def body_of(seen: Seen) -> dict[str, object]:
    """The fields of a form or of a JSON object; whatever is neither has none."""
    length = seen.request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return {}
    if "json" in seen.request.headers.get("content-type", ""):
        try:
            given = cast(object, msgspec.json.decode(await seen.request.body()))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}
        return cast("dict[str, object]", given) if isinstance(given, dict) else {}
    return {key: value for key, value in (await seen.request.form()).items()}  # noqa: C416


def whole(value: object, otherwise: int) -> int:
    """The small whole number of that text; -1 for anything that is none."""
    text = str(value).strip() if value is not None else ""
    if not text:
        return otherwise
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
