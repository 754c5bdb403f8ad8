"""The widget's scripts, as they are committed: read once, and sent with what caches need."""

import gzip
from hashlib import sha256
from importlib.resources import files
from typing import Any

from litestar import Request, Response

CACHE = "public, max-age=600, stale-while-revalidate=86400"
"""A page may run the old one for so long after an update."""
HEADERS = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": CACHE,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "vary": "Accept-Encoding",
}


class Bundle:
    """One script, and its tag."""

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self.packed = gzip.compress(plain, 9, mtime=0)
        self.etag = f'"{sha256(plain).hexdigest()[:32]}"'

    def answer(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """The script, or that the browser has it already."""
        headers = HEADERS | {"etag": self.etag}
        known = request.headers.get("if-none-match", "")
        if self.etag in {one.strip().removeprefix("W/") for one in known.split(",")}:
            return Response(b"", status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.packed, headers=headers | {"content-encoding": "gzip"})
        return Response(self.plain, headers=headers)


def read_bundle(name: str) -> Bundle | None:
    """The committed bundle of that name; None where this build has none."""
    file = files("dangol.server").joinpath("static", name)
    return Bundle(file.read_bytes()) if file.is_file() else None
