"""Whatever a visitor says or their browser tells of a page: shown in the widget and in the inbox it
stays words. Nothing runs, nothing is asked of another host, and nothing is lost."""

from typing import Any

import pytest
from tests.hostile.conftest import (
    GROUPS,
    Stage,
    as_script,
    inbox_is_quiet,
    start,
)
from tests.hostile.payloads import PAYLOADS, SHAPES, TEXTS
from tests.hostile.tripwire import watched

from dangol.store.operators import Role

pytestmark = pytest.mark.browser


def layer_of(texts: tuple[str, ...]) -> str:
    """A shop's data layer with these in every field of every event."""
    pushed: list[dict[str, Any]] = []
    for text in texts:
        item = {"item_id": text[:90], "item_name": text, "item_brand": text, "item_variant": text}
        item |= {"item_category": text, "coupon": text, "quantity": 1}
        money = {"currency": "KRW", "value": 1000}
        pushed += [
            {"event": "purchase", "ecommerce": {**money, "transaction_id": text, "coupon": text}},
            {"event": "view_item", "ecommerce": {**money, "items": [item | {"price": text}]}},
            {"event": "add_to_cart", "ecommerce": {**money, "items": [item | {"price": 1000}]}},
            {"event": "search", "search_term": text},
            {"event": text[:90] or "x", "name": text, "title": text, "url": text, "path": text},
        ]
    markup = {"@type": "Product", "name": texts[0], "sku": texts[1], "image": texts[2]}
    markup |= {"url": texts[3], "description": texts[4], "offers": {"price": texts[5]}}
    queue = [["identify", texts[-1][:90], dict.fromkeys(("name", "email", "phone"), texts[-2])]]
    return (
        f"<script>dataLayer = {as_script(pushed)};"
        f"Dangol = {{q: {as_script(queue)}}}</script>"
        f'<script type="application/ld+json">{as_script(markup)}</script>'
    )


@pytest.fixture(scope="module")
def shown(browser: Any, stage: Stage) -> list[dict[str, Any]]:
    """What each of the browsers showed: typed into the widget, on a page that tells the rest."""
    seen: list[dict[str, Any]] = []
    for texts in GROUPS:
        url = stage.page(texts[0], layer_of(texts), texts[1])
        with watched(browser, *stage.origins) as wire:
            page = wire.open(url, referer="https://x.example/?" + "x")
            start(page)
            for text in texts:
                page.locator("textarea").fill(text)
                page.locator("textarea").press("Enter")
            page.wait_for_function(
                "document.querySelector('dangol-widget').shadowRoot"
                ".querySelectorAll('.message.waiting').length === 0"
            )
            visitor = page.evaluate("new Promise(tell => Dangol('visitor', tell))")
            live = page.locator(".mine .bubble").evaluate_all("all => all.map(a => a.textContent)")
            found = wire.look(page)
            page.reload()
            page.locator(".mine .bubble").nth(len(live) - 1).wait_for()
            again = page.locator(".mine .bubble").evaluate_all("all => all.map(a => a.textContent)")
            found += wire.look(page) + wire.pictures
            address = page.url
        seen.append(
            {"visitor": visitor, "live": live, "again": again, "wrong": found, "url": url}
            | {"address": address, "texts": texts}
        )
    return seen


def test_there_are_more_than_200_hostile_texts_of_many_families() -> None:
    assert len(set(TEXTS)) == len(TEXTS) >= 200
    assert len(SHAPES) >= 12


@pytest.mark.parametrize(
    "family", ("elements", "handlers", "breakouts", "svg and mathml", "mutation")
)
def test_the_tripwire_is_sprung_where_texts_are_taken_for_markup(browser: Any, family: str) -> None:
    texts = [one.text for one in PAYLOADS if one.family == family]
    with watched(browser, "http://localhost:1") as wire:
        page = wire.context.new_page()
        sprung = 0
        for text in texts[::4]:
            page.goto("about:blank")
            page.set_content(f"<!doctype html><main>{text}</main>", wait_until="commit")
            sprung += bool(wire.look(page) or wire.pictures)
            wire.sprung.clear()
            wire.pictures.clear()
    assert sprung >= len(texts[::4]) / 2


def test_nothing_that_a_visitor_says_runs_in_the_widget(
    stage: Stage, shown: list[dict[str, Any]]
) -> None:
    for one in shown:
        assert one["wrong"] == [], one["texts"]
        assert one["address"] == one["url"], "the page was left"
    said = {text for one in shown for text in one["live"]}
    assert len(said) >= len(TEXTS) - 5, set(TEXTS) - said


def test_what_the_widget_shows_is_what_was_said_before_and_after_a_new_page(
    shown: list[dict[str, Any]],
) -> None:
    for one in shown:
        assert one["live"] == one["again"]
        assert len(one["live"]) == len([text for text in one["texts"] if text.strip()])


def test_nothing_of_it_runs_in_the_inbox_nor_beside_it(
    browser: Any, stage: Stage, shown: list[dict[str, Any]]
) -> None:
    desk, shop = stage.house.seat(Role.OWNER), stage.house.shop
    events = {name for (name,) in shop.rows("events", "name")}
    assert {"Order Completed", "Product Added", "Product Viewed", "Products Searched"} <= events
    talks = {
        row[1]: row[0] for row in shop.rows("conversations", "conversation_id", "anonymous_id")
    }
    paths = {one["visitor"]: f"/console/conversations/{talks[one['visitor']]}" for one in shown}
    said = inbox_is_quiet(browser, desk, ["/console/inbox", *paths.values()])
    for one in shown:
        page = said[paths[one["visitor"]]]
        assert [text for text in one["again"] if text not in page.talk] == []
        told = [text for text in one["texts"] if text.strip()[:40] in page.person]
        assert len(told) >= len(one["texts"]) - 2, page.person
