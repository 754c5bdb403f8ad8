"""The world of each workspace: shelf, knowledge and hours, put together and kept until they change.

A world is begun when the first visitor comes in, in a thread of its own; the first turn waits for
it, and later ones see the last world there is while a newer one is made. The embedder is loaded
with the first article, never before.
"""

import logging
from collections.abc import Callable, Mapping
from threading import Lock, Thread

import msgspec

from dangol.listen.catalogue.product import Product as FeedRow
from dangol.speak.catalogue import Details, Shop, build_shop
from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.embedder import Embedder, SentenceEncoder
from dangol.speak.knowledge.index import Index, build_index
from dangol.speak.recommend import Likeness, learn_likeness
from dangol.speak.world import Hours, World
from dangol.store.articles import ArticleStamp, read_article_stamp, read_articles
from dangol.store.record import Record
from dangol.store.shelf import ShelfStamp, read_shelf, read_shelf_stamp
from dangol.store.workspaces import Workspace
from dangol.terms.hours import parse_hours
from dangol.terms.instants import SECOND_US, Instant
from dangol.terms.languages import Language

LOOK_US = 3 * SECOND_US
"""The record is asked for changes this often at most."""
LIKENESS_LIMIT = 5_000
"""Products of a larger shelf are found by their words alone."""
_log = logging.getLogger(__name__)

DetailsOf = Callable[[str, Language], Mapping[str, Details]]
"""What a shop says of its products beyond the feed, by workspace and language."""


class Kept(msgspec.Struct):
    """A world, and of what it was made."""

    world: World
    stamps: tuple[ShelfStamp, ArticleStamp]
    workspace: Workspace
    looked_at: Instant
    is_making: bool = False


class Worlds:
    """The worlds of this process. Safe from any thread."""

    def __init__(
        self,
        record: Record,
        *,
        embedder: Embedder | None = None,
        details_of: DetailsOf | None = None,
    ) -> None:
        self._record = record
        self._embedder = embedder or SentenceEncoder()
        self._details_of = details_of
        self._kept: dict[str, Kept] = {}
        self._locks: dict[str, Lock] = {}
        self._begun: set[str] = set()
        self._lock = Lock()

    def world_of(self, workspace: Workspace, now: Instant) -> World:
        """The workspace's world, as new as the record was a few seconds ago.

        Raises: RecordError.
        """
        workspace_id = workspace.workspace_id
        kept = self._kept.get(workspace_id)
        if kept is None:
            with self._lock:
                lock = self._locks.setdefault(workspace_id, Lock())
            with lock:
                kept = self._kept.get(workspace_id)
                if kept is None:
                    kept = self._kept[workspace_id] = self._make(workspace, now)
            return kept.world
        if now - kept.looked_at >= LOOK_US and not kept.is_making:
            kept.looked_at = now
            if self._stamps(workspace_id) != kept.stamps or workspace != kept.workspace:
                kept.is_making = True
                make = Thread(target=self._renew, args=(workspace, now), daemon=True)
                make.start()
        return kept.world

    def prepare(self, workspace: Workspace, now: Instant) -> None:
        """The world is being made if there is none yet; returns at once."""
        workspace_id = workspace.workspace_id
        with self._lock:
            if workspace_id in self._begun:
                return
            self._begun.add(workspace_id)
        Thread(target=self._prepare, args=(workspace, now), daemon=True).start()

    def _prepare(self, workspace: Workspace, now: Instant) -> None:
        try:
            self.world_of(workspace, now)
        except Exception:
            _log.exception("a catalogue or knowledge could not be read; the first turn tries again")

    def _renew(self, workspace: Workspace, now: Instant) -> None:
        try:
            self._kept[workspace.workspace_id] = self._make(workspace, now)
        except Exception:
            _log.exception("a changed catalogue or knowledge could not be read")
            self._kept[workspace.workspace_id].is_making = False

    def _stamps(self, workspace_id: str) -> tuple[ShelfStamp, ArticleStamp]:
        with self._record.reading() as connection:
            return (
                read_shelf_stamp(connection, workspace_id),
                read_article_stamp(connection, workspace_id),
            )

    def _make(self, workspace: Workspace, now: Instant) -> Kept:
        workspace_id = workspace.workspace_id
        stamps = self._stamps(workspace_id)  # before reading: what comes between is read again
        rows = read_shelf(self._record, workspace_id)
        shops = {
            language: self._shop(workspace, language, rows) for language in workspace.languages
        }
        world = World(
            shops=shops,
            index=self._index(workspace_id),
            hours=hours_of(workspace),
            likeness=self._likeness(next(iter(shops.values()))),
        )
        return Kept(world, stamps, workspace, now)

    def _shop(self, workspace: Workspace, language: Language, rows: list[FeedRow]) -> Shop:
        own = [row for row in rows if row.language in (None, language)]
        details_of = self._details_of
        details = details_of(workspace.workspace_id, language) if details_of is not None else None
        return build_shop(own or rows, language, name=workspace.name, details=details)

    def _index(self, workspace_id: str) -> Index | None:
        with self._record.reading() as connection:
            rows = read_articles(connection, workspace_id)
        articles = [
            Article(
                row.article_id,
                Language(row.language),
                row.title,
                row.text,
                row.url,
                ArticleKind(row.kind),
            )
            for row in rows
        ]
        return build_index(articles, self._embedder) if articles else None

    def _likeness(self, shop: Shop) -> Likeness | None:
        if not 0 < len(shop.products) <= LIKENESS_LIMIT:
            return None
        return learn_likeness(shop.products, self._embedder)


def hours_of(workspace: Workspace) -> Hours:
    """When people of the workspace answer."""
    hours = parse_hours(workspace.hours)
    return Hours(workspace.zone, hours.week, hours.closed_on)
