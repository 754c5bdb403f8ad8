"""The world of each workspace: shelf, knowledge, hours and how it sells, put together and kept
until they change.

A world is begun when the first visitor comes in, in a thread of its own; the first turn waits for
it, and later ones see the last world there is while a newer one is made. The embedder is loaded
with the first article, never before. What people also looked at is counted beside it, at its own
pace: no turn waits for that.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock, Thread

import msgspec

from dangol.engine.sales.setups import read_sales_setup
from dangol.listen.catalogue.product import Product as FeedRow
from dangol.listen.catalogue.product import event_ids
from dangol.speak.also_viewed import View, learn_also_viewed
from dangol.speak.catalogue import Details, Shop, build_shop
from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.embedder import Embedder, SentenceEncoder
from dangol.speak.knowledge.index import Index, build_index
from dangol.speak.recommend import Likeness, learn_likeness
from dangol.speak.sales.answering import prepare_answering
from dangol.speak.sales.motion import Sales
from dangol.speak.sales.reading import prepare_reading
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.world import Hours, World
from dangol.store.articles import ArticleStamp, read_article_stamp, read_articles
from dangol.store.record import Record
from dangol.store.setups import SetupStamp, read_setup_stamp
from dangol.store.shelf import ShelfStamp, read_shelf, read_shelf_stamp
from dangol.store.views import read_views
from dangol.store.workspaces import Workspace
from dangol.terms.hours import parse_hours
from dangol.terms.instants import DAY_US, MINUTE_US, SECOND_US, Instant
from dangol.terms.languages import Language

LOOK_US = 3 * SECOND_US
"""The record is asked for changes this often at most."""
COUNT_US = 10 * MINUTE_US
"""What people also looked at is counted again this often at most, where somebody is asking."""
VIEWED_SINCE_US = 30 * DAY_US
"""Views older than this say nothing about what people look at now."""
LIKENESS_LIMIT = 5_000
"""Products of a larger shelf are found by their words alone."""
_log = logging.getLogger(__name__)

DetailsOf = Callable[[str, Language], Mapping[str, Details]]
"""What a shop says of its products beyond the feed, by workspace and language."""


Stamps = tuple[ShelfStamp, ArticleStamp, SetupStamp]


class Kept(msgspec.Struct):
    """A world, and of what it was made."""

    world: World
    stamps: Stamps
    workspace: Workspace
    looked_at: Instant
    is_making: bool = False
    counted_at: Instant = Instant(0)
    """When it was last begun to count what people also looked at."""


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
        if now - kept.looked_at >= LOOK_US and not kept.is_making:
            kept.looked_at = now
            if self._stamps(workspace_id) != kept.stamps or workspace != kept.workspace:
                kept.is_making = True
                make = Thread(target=self._renew, args=(workspace, now), daemon=True)
                make.start()
        if now - kept.counted_at >= COUNT_US:
            kept.counted_at = now
            Thread(target=self._count, args=(workspace_id, now), daemon=True).start()
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
        old = self._kept[workspace.workspace_id]
        try:
            new = self._make(workspace, now)
            with self._lock:
                new.counted_at = old.counted_at
                new.world = replace(new.world, also_viewed=old.world.also_viewed)
                self._kept[workspace.workspace_id] = new
        except Exception:
            _log.exception("a changed catalogue or knowledge could not be read")
            old.is_making = False

    def _count(self, workspace_id: str, now: Instant) -> None:
        """The world knows what people also looked at, up to now."""
        try:
            with self._record.reading() as connection:
                views = read_views(connection, workspace_id, Instant(now - VIEWED_SINCE_US))
            shop = next(iter(self._kept[workspace_id].world.shops.values()))
            names = _names_of(shop)
            seen = (View(*view) for view in views)
            also_viewed = learn_also_viewed(seen, lambda name: names.get(name, ""))
            with self._lock:
                kept = self._kept[workspace_id]
                if kept.world.also_viewed != also_viewed:
                    kept.world = replace(kept.world, also_viewed=also_viewed)
        except Exception:
            _log.exception("what people also looked at could not be counted")

    def _stamps(self, workspace_id: str) -> Stamps:
        with self._record.reading() as connection:
            return (
                read_shelf_stamp(connection, workspace_id),
                read_article_stamp(connection, workspace_id),
                read_setup_stamp(connection, workspace_id),
            )

    def _make(self, workspace: Workspace, now: Instant) -> Kept:
        workspace_id = workspace.workspace_id
        stamps = self._stamps(workspace_id)  # before reading: what comes between is read again
        rows = read_shelf(self._record, workspace_id)
        shops = {
            language: self._shop(workspace, language, rows) for language in workspace.languages
        }
        index, sales = self._index(workspace_id), self._sales(workspace_id)
        if index is not None and sales is not None:
            prepare_answering(index, sales.slots.tools)
        world = World(
            shops=shops,
            index=index,
            hours=hours_of(workspace),
            likeness=self._likeness(next(iter(shops.values()))),
            sales=sales,
        )
        return Kept(world, stamps, workspace, now)

    def _shop(self, workspace: Workspace, language: Language, rows: list[FeedRow]) -> Shop:
        own = [row for row in rows if row.language in (None, language)]
        details_of = self._details_of
        details = details_of(workspace.workspace_id, language) if details_of is not None else None
        return build_shop(own or rows, language, name=workspace.name, details=details)

    def _sales(self, workspace_id: str) -> Sales | None:
        try:
            setup = read_sales_setup(self._record, workspace_id)
        except SetupError:
            _log.exception("a set-up that another version of Dangol kept could not be read")
            return None
        if setup is None:
            return None
        prepare_reading(setup.slots)
        return Sales(setup.slots, setup.fit, has_hosts=bool(setup.team.hosts))

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


def _names_of(shop: Shop) -> dict[str, str]:
    """The product behind every name that an event may give it."""
    names: dict[str, str] = {}
    for product in shop.products:
        for option in product.options:
            for name in event_ids(option.row):
                names.setdefault(name, product.product_id)
    return names | {product.product_id: product.product_id for product in shop.products}


def hours_of(workspace: Workspace) -> Hours:
    """When people of the workspace answer."""
    hours = parse_hours(workspace.hours)
    return Hours(workspace.zone, hours.week, hours.closed_on)
