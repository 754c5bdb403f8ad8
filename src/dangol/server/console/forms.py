"""What a form of ours sends: names and values, bounded."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

BODY_LIMIT = 128 * 1024
"""A message of 10,000 Korean letters, each as nine bytes."""
FIELDS_LIMIT = 30
Form = dict[str, str]


async def read_form(request: Request[Any, Any, Any]) -> Form | None:
    """The form's fields, of a doubled one the first; None where it is none of ours."""
    raw = bytearray()
    async for part in request.stream():
        raw += part
        if len(raw) > BODY_LIMIT:
            return None
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT)
    except ValueError:
        return None
    form: Form = {}
    for name, value in pairs:
        form.setdefault(name, value.replace("\r\n", "\n"))
    return form


def whole_number(text: str, limit: int = 2**31) -> int:
    """The number that the text is; 0 where it is none."""
    return min(int(text), limit) if text.isascii() and text.isdigit() and len(text) < 12 else 0
