"""What a buyer's past says where a company sells to businesses: a fold, as `session` is one.

`hear_sales` takes what was done, `quiet_sales` lets silence pass, `return_sales` is for whoever
comes back. All three give what is to be said; the session says each once. It is called only for
the acts that matter, so a shop pays nothing for it.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from dangol.listen.act import Act, Kind
from dangol.listen.page_names import THANKS, all_named, page_text, pages_named
from dangol.listen.signals import SESSION_GAP_US, SignalName, SignalSettings
from dangol.terms.instants import DAY_US, MINUTE_US, SECOND_US, Instant

READ, SCROLLED = int(Kind.READ), int(Kind.SCROLLED)
FORM_BEGUN, FORM_SENT = int(Kind.FORM_BEGUN), int(Kind.FORM_SENT)
TRIAL_BEGUN, TRIAL_ENDED, ORDERED = map(int, (Kind.TRIAL_BEGUN, Kind.TRIAL_ENDED, Kind.ORDERED))
NEVER = Instant(0)
PAGES_KEPT = 20
RELOAD_US = MINUTE_US
"""The same page again so soon is a reload."""
FORM_KEPT_US = 14 * DAY_US
"""A form begun longer ago than this is forgotten."""
TRIAL_KEPT_US = 60 * DAY_US
"""A trial begun longer ago than this is over, whoever did not say so."""
UNTOLD = 3
"""A page that does not tell how far it was read has to be open so many times as long."""


class Seen(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A page about the price, or one that teaches, that was opened."""

    instant: Instant
    path: str
    label: str
    mark: str
    seconds: int = 0
    depth_percent: int = -1
    """How far it was read; below 0 where the page does not tell."""

    @property
    def text(self) -> str:
        """As `pages_named` looks at it."""
        return page_text(self.path, self.label)


class Buying(msgspec.Struct, omit_defaults=True, frozen=True, gc=False):
    """What is known of somebody as a buyer. Instants are 0 where never."""

    pages: tuple[Seen, ...] = ()
    """The newest `PAGES_KEPT`."""
    here: str = ""
    """The path of the page that was opened last, whatever it is about."""
    mark: str = ""
    form_at: Instant = Instant(0)
    """When a form was begun that was not sent."""
    form_path: str = ""
    form_label: str = ""
    trial_at: Instant = Instant(0)
    """When a trial began that has not ended."""


class SalesRules(msgspec.Struct, frozen=True):
    """The settings in use, each with its key, and the pages that any of them is about."""

    pricing: tuple[tuple[int, int, tuple[str, ...], str], ...]
    surge: tuple[tuple[int, int, str], ...]
    form: tuple[tuple[int, tuple[str, ...], str], ...]
    trial: tuple[tuple[int, str], ...]
    deep: tuple[tuple[int, int, int, int, tuple[str, ...], str], ...]
    names: tuple[tuple[str, ...], ...]
    floor_us: int
    """The shortest silence that can say anything."""

    @property
    def watched(self) -> re.Pattern[str]:
        """What finds a page worth remembering."""
        return _watched(self.names)


Say = tuple[SignalName, str]
"""A signal and its key."""
NOBODY = Buying()


def hear_sales(
    known: Buying, act: Act, rules: SalesRules, started_at: Instant
) -> tuple[Buying, Sequence[Say]]:
    """What is known after the act, and what that says."""
    kind = act.kind
    if kind == READ:
        return _open(known, act, rules, started_at)
    if kind == SCROLLED:
        return _scroll(known, act), ()
    if kind == FORM_BEGUN:
        changes = {"form_at": act.instant, "form_label": act.category}
        return _with(known, form_path=act.product_id or known.here, **changes), ()
    if kind == FORM_SENT:
        is_it = act.quantity or not act.category or not known.form_label
        return _unsent(known) if is_it or act.category == known.form_label else known, ()
    if kind == TRIAL_BEGUN:
        return _with(known, trial_at=known.trial_at or act.instant), ()
    if kind in (TRIAL_ENDED, ORDERED):
        return _with(known, trial_at=NEVER), ()
    return known, ()


def quiet_sales(
    known: Buying, last_at: Instant, started_at: Instant, rules: SalesRules
) -> list[tuple[Instant, Say]]:
    """What silence after `last_at` says, and when."""
    said: list[tuple[Instant, Say]] = []
    if known.form_at and known.form_at >= started_at:
        text = page_text(known.form_path, known.form_label)
        said += [
            (Instant(last_at + wait_us), (SignalName.DEMO_FORM_ABANDONED, key))
            for wait_us, names, key in rules.form
            if pages_named(names).search(text)
        ]
    if known.trial_at:
        said += [
            (Instant(last_at + wait_us), (SignalName.TRIAL_STALLED, key))
            for wait_us, key in rules.trial
            if last_at + wait_us < known.trial_at + TRIAL_KEPT_US
        ]
    return said


def return_sales(
    known: Buying, act: Act, last_at: Instant, rules: SalesRules
) -> tuple[Buying, Sequence[Say]]:
    """What it says that somebody who was last there at `last_at` is back by this act."""
    now, said = act.instant, list[Say]()
    if known.form_at and now - known.form_at > FORM_KEPT_US:
        known = _unsent(known)
    if known.form_at and act.kind != FORM_SENT:
        text = page_text(known.form_path, known.form_label)
        said += [
            (SignalName.DEMO_FORM_ABANDONED, key)
            for _, names, key in rules.form
            if pages_named(names).search(text)
        ]
    if known.trial_at and now - known.trial_at > TRIAL_KEPT_US:
        known = _with(known, trial_at=NEVER)
    if known.trial_at and act.kind not in (TRIAL_BEGUN, TRIAL_ENDED, ORDERED):
        said += [
            (SignalName.TRIAL_STALLED, key)
            for wait_us, key in rules.trial
            if now - last_at >= wait_us
        ]
    return known, said


def merge_buying(early: Buying | None, late: Buying | None) -> Buying | None:
    """What two people who turned out to be one are known for. Law: symmetric but for `here`."""
    if early is None or late is None:
        return late or early
    pages = sorted({*early.pages, *late.pages}, key=lambda one: (one.instant, one.path, one.mark))
    form = max(early, late, key=lambda one: (one.form_at, one.form_path, one.form_label))
    begun = [one.trial_at for one in (early, late) if one.trial_at]
    return Buying(
        tuple(pages[-PAGES_KEPT:]),
        late.here,
        late.mark,
        form.form_at,
        form.form_path,
        form.form_label,
        min(begun, default=NEVER),
    )


def sales_rules_of(
    settings: Sequence[SignalSettings], key_of: Callable[[SignalName, SignalSettings], str]
) -> SalesRules:
    """The rules that say every sales signal at each of these settings."""
    pricing = {
        (one.pricing_views, one.pricing_window_us, one.pricing_pages, key)
        for one in settings
        for key in [key_of(SignalName.PRICING_INTEREST, one)]
    }
    deep = {
        (
            *(one.deep_pages, one.deep_dwell_us, one.deep_scroll_percent, one.deep_window_us),
            one.docs_pages,
            key_of(SignalName.DEEP_READING, one),
        )
        for one in settings
    }
    surge = {
        (one.surge_people, one.surge_window_us, key_of(SignalName.ACCOUNT_SURGE, one))
        for one in settings
    }
    form = {
        (one.form_left_us, one.demo_pages, key_of(SignalName.DEMO_FORM_ABANDONED, one))
        for one in settings
    }
    trial = {(one.trial_stalled_us, key_of(SignalName.TRIAL_STALLED, one)) for one in settings}
    names = {one.pricing_pages for one in settings} | {one.docs_pages for one in settings}
    return SalesRules(
        tuple(sorted(pricing)),
        tuple(sorted(surge)),
        tuple(sorted(form)),
        tuple(sorted(trial)),
        tuple(sorted(deep)),
        tuple(sorted(names)),
        min(min(one.form_left_us, one.trial_stalled_us) for one in settings),
    )


def _open(
    known: Buying, act: Act, rules: SalesRules, started_at: Instant
) -> tuple[Buying, list[Say]]:
    """Another page is open: the one before was left, and this one is seen."""
    now, path, said = act.instant, act.product_id, list[Say]()
    text = page_text(path, act.category)
    if known.form_at and path != known.form_path:
        if pages_named(THANKS).search(text):
            known = _unsent(known)
        elif known.form_at >= started_at:
            form = page_text(known.form_path, known.form_label)
            said += [
                (SignalName.DEMO_FORM_ABANDONED, key)
                for _, names, key in rules.form
                if pages_named(names).search(form)
            ]
    pages, last = known.pages, known.pages[-1] if known.pages else None
    is_reload = last is not None and last.path == path == known.here
    is_reload = is_reload and now - (last.instant if last else now) < RELOAD_US
    if last is not None and not is_reload and known.here == last.path and not last.seconds:
        open_us = now - last.instant
        if 0 < open_us <= SESSION_GAP_US:
            pages = (*pages[:-1], _timed(last, open_us // SECOND_US))
    if last is not None and is_reload:
        pages = (*pages[:-1], msgspec.structs.replace(last, mark=act.page))
    elif rules.watched.search(text):
        pages = (*pages[1 - PAGES_KEPT :], Seen(now, path, act.category, act.page))
    known = _with(known, pages=pages, here=path, mark=act.page)
    if is_reload:
        return known, said
    for views, window_us, names, key in rules.pricing:
        of_price = pages_named(names).search
        if of_price(text):
            recent = (one for one in pages if one.instant > now - window_us)
            if sum(of_price(one.text) is not None for one in recent) >= views:
                said.append((SignalName.PRICING_INTEREST, key))
    for count, dwell_us, depth, window_us, names, key in rules.deep:
        of_docs = pages_named(names).search
        read = {
            one.path or one.label: one.instant
            for one in pages
            if now - window_us < one.instant < now
            and _is_read(one, dwell_us, depth)
            and of_docs(one.text)
        }
        if len(read) >= count and max(read.values()) >= started_at:
            said.append((SignalName.DEEP_READING, key))
    return known, said


def _scroll(known: Buying, act: Act) -> Buying:
    """How far and how long a page was read is kept with it, however late the word comes."""
    for place in range(len(known.pages) - 1, -1, -1):
        page = known.pages[place]
        if page.mark != act.page:
            continue
        if act.page == known.mark and page.path != known.here:
            return known  # of a page that is not worth remembering
        told = msgspec.structs.replace(
            page,
            seconds=act.quantity if page.depth_percent < 0 else page.seconds + act.quantity,
            depth_percent=max(page.depth_percent, act.price_minor),
        )
        return _with(known, pages=(*known.pages[:place], told, *known.pages[place + 1 :]))
    return known


def _is_read(page: Seen, dwell_us: int, depth_percent: int) -> bool:
    if page.depth_percent < 0:
        return page.seconds * SECOND_US >= UNTOLD * dwell_us
    return page.depth_percent >= depth_percent and page.seconds * SECOND_US >= dwell_us


def _timed(page: Seen, seconds: int) -> Seen:
    return msgspec.structs.replace(page, seconds=page.seconds + seconds)


def _unsent(known: Buying) -> Buying:
    """No form is open."""
    return _with(known, form_at=NEVER, form_path="", form_label="")


_with = msgspec.structs.replace


@lru_cache(maxsize=256)
def _watched(names: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    return all_named(names)
