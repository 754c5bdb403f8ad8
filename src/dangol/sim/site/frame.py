"""What every page of a sample site comes with: security headers, the widget's tag, templates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType

from dangol.terms.languages import Language

_origin = re.compile(r"""\bsrc\s*=\s*["']?(https?://[^/"'\s>]+)""", re.IGNORECASE)


def page_headers(nonce: str, sources: Sequence[str]) -> dict[str, str]:
    """A page runs its own scripts and those of the named origins, and nothing else."""
    origins = " ".join(sources)
    sockets = " ".join(re.sub("^http", "ws", origin) for origin in sources)
    policy = (
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}' {origins}",
        "style-src 'self'",
        f"img-src 'self' data: {origins}",
        f"font-src 'self' {origins}",
        f"media-src 'self' {origins}",
        f"connect-src 'self' {origins} {sockets}",
        f"frame-src 'self' {origins}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
    return {
        "content-security-policy": "; ".join(part.strip() for part in policy),
        "x-content-type-options": "nosniff",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cache-control": "no-store",
    }


def render_tag(tag: str, values: Mapping[str, str]) -> str:
    """The widget's tag with those values in the places named {like_this}."""
    for name, value in values.items():
        tag = tag.replace(f"{{{name}}}", escape(value, quote=True))
    return tag


def static_response(package: str, name: str, types: Mapping[str, str]) -> Response[Any]:
    """The file of that package's `static` folder, if its type is known; else that there is none."""
    if name not in types:
        return Response("", status_code=404, media_type=MediaType.TEXT)
    text = files(package).joinpath(f"static/{name}").read_text("utf-8")
    headers = {"cache-control": "max-age=0", "x-content-type-options": "nosniff"}
    return Response(text, media_type=types[name], headers=headers)


def site_map(at: str, paths: Iterable[str]) -> Response[Any]:
    """Those pages of the site, each in every language."""
    links = "".join(
        f"<url><loc>{at}{path}{'' if tongue is Language.KO else f'?lang={tongue}'}</loc></url>"
        for path in paths
        for tongue in Language
    )
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{links}</urlset>',
        media_type="application/xml",
    )


def origins_of(widget_tag: str) -> tuple[str, ...]:
    """The origins from which a tag loads its scripts."""
    return tuple(dict.fromkeys(_origin.findall(widget_tag)))


def refuse_foreign_forms(request: Request[Any, Any, Any]) -> Response[str] | None:
    """Other sites' pages send no form in a visitor's name."""
    origin = request.headers.get("origin")
    if request.method in ("GET", "HEAD") or not origin:
        return None
    if urlsplit(origin).netloc == request.headers.get("host"):
        return None
    return Response("foreign origin", status_code=403, media_type=MediaType.TEXT)


@cache
def templates_of(package: str) -> Environment:
    """The templates of one site's package."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
