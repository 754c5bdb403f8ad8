"""A sitemap becomes a list of addresses; fetching them is the engine's work."""

import msgspec

from dangol.speak.knowledge.article import Refusal

MAX_URLS = 50_000
"""Source: the sitemaps protocol, which also bounds an address by 2,048 characters."""
MAX_URL = 2_048


class Sitemap(msgspec.Struct, frozen=True):
    """The addresses that a sitemap names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Further sitemaps, where the file is an index of them."""
    refusals: tuple[Refusal, ...] = ()


def parse_sitemap(content: bytes, file: str) -> Sitemap:
    """Every `http` or `https` address of the sitemap, once, in its order.

    Laws: never raises; a document type or entities are refused.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        reason = "the sitemap declares a DOCTYPE or entities; sitemaps never need one"
        return Sitemap(refusals=(Refusal(file, 1, reason),))
    except ParseError as fault:
        line = fault.position[0]
        return Sitemap(refusals=(Refusal(file, line, f"the XML breaks off here: {fault}"),))
    except (ValueError, LookupError) as fault:
        return Sitemap(refusals=(Refusal(file, 1, f"the XML cannot be read: {fault}"),))
    pages: dict[str, None] = {}
    sitemaps: dict[str, None] = {}
    refusals: list[Refusal] = []
    for entry in root:
        kind = _name_of(entry.tag)
        if kind not in ("url", "sitemap"):
            continue
        address = next((one.text or "" for one in entry if _name_of(one.tag) == "loc"), "").strip()
        if not address.lower().startswith(("http://", "https://")) or len(address) > MAX_URL:
            refusals.append(Refusal(file, 1, f"{address[:80]!r} is no address of a page"))
        elif len(pages) + len(sitemaps) >= MAX_URLS:
            refusals.append(Refusal(file, 1, f"a sitemap may hold {MAX_URLS:,} addresses"))
            break
        else:
            (pages if kind == "url" else sitemaps)[address] = None
    if not pages and not sitemaps and not refusals:
        refusals.append(Refusal(file, 1, "the sitemap names no page"))
    return Sitemap(tuple(pages), tuple(sitemaps), tuple(refusals))


def _name_of(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
