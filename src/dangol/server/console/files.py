"""The console's own script, style sheet and htmx: read once, and named by what is in them."""

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files

from litestar import Response

from dangol.server.console.doors import Asked, problem

TYPES = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
HEADERS = {
    "cache-control": "private, max-age=600",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "vary": "Accept-Encoding",
}


async def send_file(asked: Asked, name: str) -> Response[bytes]:
    """One of the files that a page names."""
    if name not in TYPES:
        return problem(asked.frame, 404, "unknown")
    plain, packed, tag = read_file(name)
    headers = HEADERS | {"content-type": TYPES[name], "etag": tag}
    if asked.request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    if "gzip" in asked.request.headers.get("accept-encoding", ""):
        return Response(packed, headers=headers | {"content-encoding": "gzip"})
    return Response(plain, headers=headers)


@cache
def read_file(name: str) -> tuple[bytes, bytes, str]:
    """The file, packed as well, and its tag."""
    plain = files("dangol.server.console").joinpath("static", name).read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), f'"{sha256(plain).hexdigest()[:24]}"'
