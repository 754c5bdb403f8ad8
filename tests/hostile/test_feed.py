"""Whatever a shop's feed or its pages of help say: shown in the widget and in the inbox it stays
words, an address leads to a page of the web or nowhere, and nothing runs."""

import csv
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from tests.hostile.conftest import GROUP, GROUPS, Stage, Talker, inbox_is_quiet, returned, start
from tests.hostile.payloads import TEXTS
from tests.hostile.tripwire import Tripwire, watched

from dangol.store.operators import Role

pytestmark = pytest.mark.browser

BUYS = "<script>Dangol = {q: [['addToCart', () => true]]}</script>"
"""A shop's cart, so that the widget draws options and buttons."""


PAGE = "https://x.example/"


def feed(folder: Path) -> Path:
    """A product for each text, with it in every field; every third address is the text itself."""
    rows: list[dict[str, Any]] = []
    for number, text in enumerate(TEXTS):
        row = {"id": f"p-{number}", "title": f"셔츠 {text}", "description": text, "brand": text}
        row |= {"category": text, "sku": text[:90], "price": 1000 + number}
        row |= {"url": f"{PAGE}p-{number}", "image_url": text if number % 3 else PAGE}
        rows.append(row)
        rows.append({**row, "id": f"bad-{number}", "price": text, "url": text})
    file = folder / "feed.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return file


def variants(folder: Path) -> Path:
    """Products whose options are hostile, as an export of a shop's platform writes them."""
    file = folder / "variants.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        head = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price")
        table.writerow(head)
        for number, texts in enumerate(GROUPS):
            for text in texts:
                words = text.replace("\0", "")
                row = (
                    f"options-{number}",
                    f"티셔츠 {words}",
                    words[:80],
                    words,
                    words[:60],
                    "9000",
                )
                table.writerow(row)
    return file


def questions(folder: Path) -> tuple[Path, list[tuple[str, str]]]:
    """The sample shop's answers with hostile words around them, and what may be asked."""
    content = files("dangol.sim.site").joinpath("knowledge", "faq.csv").read_text("utf-8")
    rows = list(csv.DictReader(content.splitlines()))
    file = folder / "faq.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("id", "lang", "question", "answer", "url"))
        for number, row in enumerate(rows):
            first, second, third = (TEXTS[(3 * number + at) % len(TEXTS)] for at in range(3))
            title = f"{row['question']} {first[:150]}"
            url = third if number % 2 else f"https://x.example/faq?{number}"
            answer = f"{row['answer']} {second[:150]}"
            table.writerow((row["id"], row["lang"], title, answer, url))
    return file, [(row["lang"], row["question"]) for row in rows]


@pytest.fixture(scope="module")
def asked(stage: Stage) -> list[tuple[str, str]]:
    """What may be asked, now that the feeds and the knowledge are in the record."""
    file, rows = questions(stage.folder)
    stage.command("import", "catalogue", str(feed(stage.folder)), "--format", "products")
    stage.command("import", "catalogue", str(variants(stage.folder)), "--format", "shopify")
    stage.command("import", "knowledge", str(file))
    return rows


def look(talkers: Sequence[Talker], ids: Sequence[str], page: str) -> None:
    """Each of them looks at a product, on its page."""
    batch: list[dict[str, Any]] = []
    for talker, product_id in zip(talkers, ids, strict=False):
        talker.page = {"url": page + product_id if page else "", "title": product_id}
        viewed = {"type": "track", "event": "Product Viewed", "messageId": uuid4().hex}
        viewed |= {"properties": {"product_id": product_id}}
        batch.append({**viewed, "anonymousId": talker.anonymous_id})
    assert talkers[0].stage.house.shop.post("/v1/batch", {"batch": batch}).status_code == 200


def shown_in_widget(browser: Any, stage: Stage, visitors: Sequence[Talker]) -> list[str]:
    """What the widget shows to each of them; nothing in it runs, and links lead to the web."""
    texts: list[str] = []
    wrong: list[str] = []
    url = stage.page("상품", BUYS)
    for visitor in visitors:
        with watched(browser, *stage.origins) as wire:
            returned(wire, visitor)
            page = wire.open(url)
            start(page)
            page.locator(".them .bubble").nth(0).wait_for()
            page.locator(".log").evaluate("one => { one.scrollTop = 0 }")
            texts.append(page.locator(".log").evaluate("one => one.textContent"))
            wrong += wire.look(page)
            wrong += addresses_of(page, wire)
    assert wrong == []
    return texts


def addresses_of(page: Any, wire: Tripwire) -> list[str]:
    """Links and pictures that are no page of the web."""
    found = page.locator(".log a, .log img").evaluate_all("all => all.map(a => a.href || a.src)")
    return [
        one for one in [*found, *wire.pictures] if urlsplit(one).scheme not in ("http", "https")
    ]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60) as made:
        yield made


def test_nothing_that_a_feed_says_runs_in_the_widget_or_the_inbox(
    browser: Any, stage: Stage, client: httpx.Client, asked: list[tuple[str, str]]
) -> None:
    talkers = [Talker(stage, client) for _ in GROUPS]
    for at in range(0, len(TEXTS), len(talkers)):
        ids = [f"p-{number}" for number in range(at, min(at + len(talkers), len(TEXTS)))]
        look(talkers, ids, PAGE)
        for talker, product_id in zip(talkers, ids, strict=False):
            assert card_of(talker)["productId"] == product_id
    look(talkers, [f"options-{number}" for number in range(len(talkers))], "")
    for talker, texts in zip(talkers, GROUPS, strict=True):
        options = card_of(talker)["options"]
        assert len(options) == len({text.replace("\0", "")[:60] for text in texts})
    words = "\n".join(shown_in_widget(browser, stage, talkers))
    rows = stage.house.shop.rows("products", "title", "product_id")
    titles = [title for title, product_id in rows if product_id.startswith("p-")]
    assert len(titles) == len(TEXTS)
    assert [title for title in titles if title not in words] == []
    said = inbox_is_quiet(browser, stage.house.seat(Role.OWNER), paths_of(talkers))
    words = "\n".join(page.talk for page in said.values())
    assert [title for title in titles if title not in words] == []


def test_nothing_that_the_knowledge_says_runs_in_the_widget_or_the_inbox(
    browser: Any, stage: Stage, client: httpx.Client, asked: list[tuple[str, str]]
) -> None:
    talkers: list[Talker] = []
    answered = 0
    for at in range(0, len(asked), GROUP):
        talkers.append(Talker(stage, client, lang=asked[at][0]))
        for _, question in asked[at : at + GROUP]:
            answered += "source" in [part["type"] for part in talkers[-1].say(question)]
    assert answered >= len(asked) * 0.8
    words = "\n".join(shown_in_widget(browser, stage, talkers))
    said = inbox_is_quiet(browser, stage.house.seat(Role.OWNER), paths_of(talkers))
    beside = "\n".join(page.talk for page in said.values())
    for shown in (words, beside):
        assert sum(text[:150].strip() in shown for text in TEXTS) > 150


def card_of(talker: Talker) -> dict[str, Any]:
    """The product that is described, as the agent shows it."""
    parts = talker.say("이 상품 자세히 설명해 주세요")
    (card,) = [part for part in parts if part["type"] == "product"]
    return card


def paths_of(talkers: Sequence[Talker]) -> list[str]:
    return [f"/console/conversations/{one.conversation_id}" for one in talkers]
