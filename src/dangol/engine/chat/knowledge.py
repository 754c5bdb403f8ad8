"""What a shop has written down comes into the record: from files, pages and site maps."""

from collections.abc import Callable, Sequence

from dangol.engine.chat.fetching import Fetched, UnfetchableError, fetch
from dangol.speak.knowledge.article import Article, Reading, Refusal, merge_readings
from dangol.speak.knowledge.page import parse_page
from dangol.speak.knowledge.reading import language_of_path, parse_knowledge
from dangol.speak.knowledge.sitemap import parse_sitemap
from dangol.store.articles import ArticleRow, Replaced, replace_articles
from dangol.store.record import Record
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

PAGES_LIMIT = 2_000
SITEMAPS_LIMIT = 50
Fetch = Callable[[str], Fetched]


def take_knowledge(
    record: Record, workspace_id: str, origin: str, articles: Sequence[Article], now: Instant
) -> Replaced:
    """The articles of that origin are these and no others; running servers know in seconds.

    Raises: RecordError.
    """
    rows = [
        ArticleRow(
            article_id=one.article_id,
            language=one.language.value,
            title=one.title,
            text=one.text,
            url=one.source,
            kind=one.kind.value,
            origin=origin,
            imported_at=now,
        )
        for one in articles
    ]
    with record.writing() as connection:
        return replace_articles(connection, workspace_id, origin, rows)


def read_address(url: str, language: Language | None = None, *, fetcher: Fetch = fetch) -> Reading:
    """The articles of a page, of a file on the web, or of every page that a site map names.

    A page of a site map that cannot be read is a refusal.
    Raises: UnfetchableError where nothing is at the address itself.
    """
    first = fetcher(url)
    if not _is_sitemap(first):
        return _read(first, language)
    readings: list[Reading] = []
    pages: dict[str, None] = {}
    maps, seen = [first.url], {first.url}
    answer: Fetched | Refusal = first
    while maps:
        address = maps.pop(0)
        answer = first if address == first.url else _tried(address, fetcher)
        if isinstance(answer, Refusal):
            readings.append(Reading((), (answer,)))
            continue
        found = parse_sitemap(answer.content, address)
        readings.append(Reading((), found.refusals))
        pages |= dict.fromkeys(found.pages)
        further = [one for one in found.sitemaps if one not in seen]
        maps += further[: SITEMAPS_LIMIT - len(seen)]
        seen.update(maps)
    for page in list(pages)[:PAGES_LIMIT]:
        answer = _tried(page, fetcher)
        if isinstance(answer, Refusal):
            readings.append(Reading((), (answer,)))
        else:
            readings.append(_read(answer, language))
    if len(pages) > PAGES_LIMIT:
        reason = f"{len(pages) - PAGES_LIMIT} more pages: at most {PAGES_LIMIT} are read"
        readings.append(Reading((), (Refusal(url, 1, reason),)))
    return merge_readings(readings)


def _tried(url: str, fetcher: Fetch) -> Fetched | Refusal:
    try:
        return fetcher(url)
    except UnfetchableError as fault:
        return Refusal(url, 1, fault.message)


def _read(answer: Fetched, language: Language | None) -> Reading:
    path = answer.url.partition("?")[0].partition("#")[0]
    name = path.rpartition("/")[2].lower()
    if name.endswith((".csv", ".tsv", ".md", ".markdown")):
        return parse_knowledge(answer.content, path, language, source=answer.url)
    language = language or language_of_path(path)
    document_id = path.partition("://")[2].strip("/")
    return parse_page(
        answer.content, answer.url, language, document_id=document_id, source=answer.url
    )


def _is_sitemap(answer: Fetched) -> bool:
    head = answer.content[:2_000].lower()
    return b"<urlset" in head or b"<sitemapindex" in head
