"""The sample shop's pages and addresses, as any client meets them."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import httpx
import jwt
import pytest
from tests.sim.site.conftest import NOW, SECRET, OpenShop, serve

from dangol.listen.catalogue.jsonld import read_jsonld
from dangol.listen.catalogue.product import Availability, Product
from dangol.listen.catalogue.row import FeedSettings
from dangol.sim.shop import sample_catalogue, sample_products, sample_shop
from dangol.sim.site.articles import POLICIES, sample_articles
from dangol.sim.site.cart import Discount
from dangol.sim.site.drawings import render_picture
from dangol.terms.languages import Language

CONTACT = {
    "name": "김민지",
    "email": "minji@example.com",
    "phone": "010-0000-0000",
    "postcode": "04780",
    "address": "서울 성동구",
    "method": "standard",
}


@contextmanager
def client_of(shop: OpenShop, language: Language = Language.KO) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shop.url, follow_redirects=True) as client:
        client.get("/", params={"lang": language})
        yield client


def put(client: httpx.Client, option_id: str, quantity: int = 1) -> httpx.Response:
    rows = {"items": [{"id": option_id, "quantity": quantity}]}
    return client.post("/cart/add.js", json=rows)


def pushes_of(html: str) -> list[dict[str, object]]:
    found = [
        json.loads(text)
        for text in re.findall(r"dataLayer\.push\((\{.+\})\);", html)
        if "null" not in text[:20]
    ]
    return [push for push in found if "event" in push]


def test_every_product_has_a_picture_of_its_own_in_every_colour() -> None:
    drawn: set[str] = set()
    for product in sample_products(Language.KO):
        for colour in product.colours:
            svg = render_picture(product, colour.key)
            ElementTree.fromstring(svg)
            assert colour.hex in svg
            drawn.add(svg)
    assert len(drawn) == sum(len(p.colours) for p in sample_products(Language.KO))


def test_a_colour_that_a_product_has_not_shows_its_first(shop: OpenShop) -> None:
    with client_of(shop) as client:
        asked = client.get("/images/sh-01.svg", params={"colour": '"><script>'})
        assert asked.headers["content-type"].startswith("image/svg+xml")
        assert asked.text == client.get("/images/sh-01.svg?colour=white").text
        assert client.get("/images/zz-99.svg").status_code == 404


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_site_map_stands_in_its_language(
    shop: OpenShop, language: Language
) -> None:
    with client_of(shop, language) as client:
        places = re.findall(r"<loc>(.+?)</loc>", client.get("/sitemap.xml").text)
        assert len(places) == 3 * (3 + len(POLICIES) + 10 + 60)
        for place in places:
            path = place.removeprefix(shop.url).split("?")[0]
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert f'<html lang="{language}">' in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            if language is not Language.KO:
                rest = answer.text.replace("한국어", "")
                assert not re.search("[가-힣]", rest), path


@pytest.mark.parametrize("language", Language)
def test_the_language_is_kept_over_navigation(shop: OpenShop, language: Language) -> None:
    with httpx.Client(base_url=shop.url) as client:
        assert '<html lang="ko">' in client.get("/").text
        client.get("/faq", params={"lang": language})
        assert f'<html lang="{language}">' in client.get("/products/kn-01").text
        assert sample_products(language)[6].name in client.get("/products/kn-01").text


@pytest.mark.parametrize("language", Language)
def test_the_articles_and_the_policies_are_on_their_pages(
    shop: OpenShop, language: Language
) -> None:
    with client_of(shop, language) as client:
        page = unescape(client.get("/faq").text)
        for article in sample_articles(language):
            assert f'id="{article.article_id}"' in page
            assert article.question in page and article.answer in page
        assert "<table>" in client.get("/pages/returns").text


@pytest.mark.parametrize("language", Language)
def test_a_catalogue_read_from_the_pages_is_the_shops_own(
    shop: OpenShop, language: Language
) -> None:
    feed = {row.product_id: row for row in sample_catalogue(language)}
    with client_of(shop, language) as client:
        for product_id in ("sh-01", "bo-06", "bg-01"):
            page = client.get(f"/products/{product_id}").content
            read = [
                *read_jsonld(
                    BytesIO(page),
                    FeedSettings(currency=sample_shop(language).currency, language=language),
                )
            ]
            assert read
            for row in read:
                assert isinstance(row, Product), row
                assert row.title.startswith(feed[row.product_id].title)
                assert row.group_id == product_id or row.product_id == product_id
            prices = {row.price for row in read if isinstance(row, Product)}
            assert prices == {next(iter(feed[o].price for o in feed if o.startswith(product_id)))}
        out = [
            *read_jsonld(
                BytesIO(client.get("/products/bo-06").content), FeedSettings(currency="KRW")
            )
        ]
        assert {r.availability for r in out if isinstance(r, Product)} == {
            Availability.OUT_OF_STOCK
        }
        graph = client.get("/collections/shirts").content
        rows = [
            *read_jsonld(
                BytesIO(graph),
                FeedSettings(currency=sample_shop(language).currency, language=language),
            )
        ]
        assert [r.product_id for r in rows if isinstance(r, Product)] == [
            p.product_id for p in sample_products(language)[:6]
        ]


def test_search_finds_by_name_material_and_colour_and_says_when_it_finds_nothing(
    shop: OpenShop,
) -> None:
    with client_of(shop) as client:
        assert "린넨 오버핏 셔츠" in client.get("/search", params={"q": "린넨 블랙"}).text
        assert "린넨 오버핏 셔츠" in client.get("/search", params={"q": "린넨오버핏"}).text
        for query in sample_shop(Language.KO).unsold_queries:
            page = client.get("/search", params={"q": query}).text
            assert "찾으시는 상품이 없어요" in page, query
            (push,) = pushes_of(page)
            assert (push["search_term"], push["search_results"]) == (query, 0)


def test_the_cart_speaks_as_shopifys_does(shop: OpenShop) -> None:
    with client_of(shop) as client:
        (item,) = put(client, "sh-01-black-m").json()["items"]
        assert (item["variant_title"], item["quantity"]) == ("블랙 / M", 1)
        single = client.post("/cart/add.js", data={"id": "kn-01-ivory-s", "quantity": "2"}).json()
        assert single["price"] == 5_900_000
        cart = client.get("/cart.js").json()
        assert cart["item_count"] == 3
        assert cart["total_price"] == 4_200_000 + 2 * 5_900_000
        assert cart["currency"] == "KRW"
        changed = client.post("/cart/change.js", json={"id": "kn-01-ivory-s", "quantity": 0})
        assert [one["id"] for one in changed.json()["items"]] == ["sh-01-black-m"]
        assert client.post("/cart/clear.js").json()["items"] == []


@pytest.mark.parametrize(
    "row",
    [
        {"id": "sh-01-sky-s"},
        {"id": "sh-01-black-m", "quantity": 11},
        {"id": "sh-01-black-l", "quantity": 3},
        {"id": "sh-01-black-m", "quantity": -1},
        {"id": "sh-01-black-m", "quantity": "1e9"},
        {"id": "no-such-thing"},
        {"id": {"a": 1}},
        {},
        "text",
    ],
)
def test_what_is_not_there_is_refused_and_the_cart_stays_as_it_was(
    shop: OpenShop, row: object
) -> None:
    with client_of(shop) as client:
        put(client, "kn-01-ivory-s")
        answer = client.post("/cart/add.js", json={"items": [{"id": "sh-01-white-m"}, row]})
        assert answer.status_code == 422
        assert answer.json()["description"]
        assert [one["id"] for one in client.get("/cart.js").json()["items"]] == ["kn-01-ivory-s"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 5000])
def test_a_body_that_is_none_puts_nothing_in_the_cart(shop: OpenShop, body: bytes) -> None:
    with client_of(shop) as client:
        headers = {"content-type": "application/json"}
        assert client.post("/cart/add.js", content=body, headers=headers).status_code == 422
        assert client.get("/cart.js").json()["item_count"] == 0


def test_a_page_of_another_site_puts_nothing_in_the_cart(shop: OpenShop) -> None:
    with client_of(shop) as client:
        headers = {"origin": "https://elsewhere.example"}
        body = {"items": [{"id": "sh-01-black-m"}]}
        assert client.post("/cart/add.js", json=body, headers=headers).status_code == 403
        assert client.get("/cart.js").json()["item_count"] == 0


def test_carts_of_two_visitors_do_not_mix(shop: OpenShop) -> None:
    with client_of(shop) as one, client_of(shop) as other:
        put(one, "sh-01-black-m")
        assert other.get("/cart.js").json()["item_count"] == 0


def order(client: httpx.Client, **contact: str) -> httpx.Response:
    client.post("/checkout", data={**CONTACT, **contact})
    return client.post("/checkout/payment", data={"payment": "card"})


def test_an_order_is_told_once_and_takes_its_things_off_the_shelf(shop: OpenShop) -> None:
    with client_of(shop) as client:
        put(client, "sh-01-black-l", 2)
        done = order(client)
        (placed,) = shop.orders
        assert done.url.path == f"/orders/{placed.number}/complete"
        assert (placed.total.goods, placed.total.shipping) == (84000, 0)
        bought = [push for push in pushes_of(done.text) if push["event"] == "purchase"]
        assert len(bought) == 1
        assert bought[0]["ecommerce"]["transaction_id"] == placed.number  # type: ignore[index]
        assert not pushes_of(client.get(done.url.path).text)
        assert shop.desk.stock["sh-01-black-l"] == 0
        assert client.get("/cart.js").json()["item_count"] == 0
        assert client.post("/checkout/payment", data={"payment": "card"}).url.path == "/cart"
        assert len(shop.orders) == 1
    with client_of(shop) as other:
        assert other.get(done.url.path).status_code == 404
        assert other.get(f"/orders/{placed.number}").status_code == 404
        found = other.post("/orders", data={"number": placed.number, "email": CONTACT["email"]})
        assert placed.number in found.text and "결제 완료" in found.text


def test_the_last_two_of_a_thing_are_not_sold_to_a_third(shop: OpenShop) -> None:
    with client_of(shop) as one, client_of(shop) as other:
        put(one, "sh-01-black-l", 2)
        put(other, "sh-01-black-l", 1)
        order(one)
        refused = order(other)
        assert refused.status_code == 409
        assert "재고가 모자라요" in refused.text
        assert len(shop.orders) == 1


@pytest.mark.parametrize(
    ("language", "option_id", "method", "goods", "shipping"),
    [
        (Language.KO, "sh-01-white-m", "standard", 42000, 3000),
        (Language.KO, "sh-01-white-m", "remote", 42000, 6000),
        (Language.KO, "ou-02-beige-m", "remote", 139000, 3000),
        (Language.KO, "sh-01-white-m", "pickup", 42000, 0),
        (Language.JA, "sh-01-white-m", "standard", 4690, 500),
        (Language.EN, "ou-02-beige-m", "standard", 10690, 0),
    ],
)
def test_delivery_costs_what_the_policy_says(
    shop: OpenShop, language: Language, option_id: str, method: str, goods: int, shipping: int
) -> None:
    with client_of(shop, language) as client:
        put(client, option_id)
        order(client, method=method)
        assert (shop.orders[0].total.goods, shop.orders[0].total.shipping) == (goods, shipping)


def test_the_shops_own_coupon_takes_ten_per_cent_off(shop: OpenShop) -> None:
    with client_of(shop) as client:
        put(client, "kn-01-ivory-s")
        said = client.post("/cart/coupon.js", json={"code": " welcome10 "}).json()
        assert said["is_applied"] and said["discount"] == 5900
        order(client)
        assert (shop.orders[0].coupon, shop.orders[0].total.discount) == ("WELCOME10", 5900)


def test_a_coupon_under_the_least_amount_or_unknown_is_refused_with_a_reason(
    shop: OpenShop,
) -> None:
    with client_of(shop) as client:
        put(client, "ac-01-silver-free")
        said = client.post("/cart/coupon.js", json={"code": "WELCOME10"}).json()
        assert (said["is_applied"], said["reason"]) == (False, "minimum")
        put(client, "ou-02-beige-m")
        for code in sample_shop(Language.KO).bad_coupons:
            said = client.post("/cart/coupon.js", json={"code": code}).json()
            assert (said["is_applied"], said["reason"]) == (False, "unknown")


def test_an_engines_code_is_asked_for_again_when_the_order_is_placed(shop: OpenShop) -> None:
    shop.coupons["DGL-7F3K"] = Discount("DGL-7F3K", amount_minor=5000)
    with client_of(shop) as client:
        put(client, "kn-01-ivory-s")
        assert client.post("/cart/coupon.js", json={"code": "DGL-7F3K"}).json()["discount"] == 5000
        shop.coupons.clear()
        refused = order(client)
        assert refused.status_code == 409 and "DGL-7F3K" in refused.text
        assert not shop.orders
        client.post("/checkout/payment", data={"payment": "card"})
        assert shop.orders[0].total.discount == 0


def test_the_sample_customers_identity_is_signed_by_the_shop(shop: OpenShop) -> None:
    with client_of(shop) as client:
        assert client.get("/account/token.json").status_code == 401
        wrong = {"email": "minji.kim@dalbit.example", "password": "guess"}
        assert "맞지 않아요" in client.post("/account/sign-in", data=wrong).text
        page = client.post("/account/sign-in", data={**wrong, "password": "dalbit-demo"})
        assert "김민지" in page.text and "DB-240011" in page.text
        told = client.get("/account/token.json").json()
        claims = jwt.decode(
            told["token"],
            SECRET,
            algorithms=["HS256"],
            options={"verify_exp": False, "verify_iat": False},
        )
        assert claims["sub"] == told["user_id"] == "cust-1001"
        assert claims["exp"] - NOW.timestamp() == 3600
        assert client.get("/orders/DB-240011").status_code == 200
        client.post("/account/sign-out")
        assert client.get("/orders/DB-240011").status_code == 404


def test_a_missing_address_is_asked_for_and_what_was_typed_stays(shop: OpenShop) -> None:
    with client_of(shop) as client:
        put(client, "sh-01-white-m")
        page = client.post("/checkout", data={**CONTACT, "address": " ", "name": '"><b>'})
        assert page.status_code == 422
        assert "주소" in page.text and "&#34;&gt;&lt;b&gt;" in page.text


def test_no_page_calls_dangol_unless_a_tag_is_given(shop: OpenShop) -> None:
    with client_of(shop) as client:
        assert "dangol.js" not in client.get("/").text
    tag = (
        '<script async src="http://127.0.0.1:9/dangol.js" data-key="dgl_b_1" nonce="{nonce}" '
        'data-language="{language}" data-user="{user_id}" data-token="{token}"></script>'
    )
    with serve(widget_tag=tag) as with_tag, client_of(with_tag, Language.JA) as client:
        answer = client.get("/cart")
        policy = answer.headers["content-security-policy"]
        nonce = re.findall(r"'nonce-(.+?)'", policy)[0]
        head = answer.text.split("</head>")[0]
        assert f'data-key="dgl_b_1" nonce="{nonce}" data-language="ja" data-user=""' in head
        assert "connect-src 'self' http://127.0.0.1:9 ws://127.0.0.1:9" in policy
        client.post(
            "/account/sign-in",
            data={"email": "minji.kim@dalbit.example", "password": "dalbit-demo"},
        )
        assert 'data-user="cust-1001" data-token="ey' in client.get("/").text


@pytest.mark.parametrize(
    "query", ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u2028 \" ' &"]
)
def test_a_hostile_search_stays_text(shop: OpenShop, query: str) -> None:
    with client_of(shop) as client:
        page = client.get("/search", params={"q": query}).text
        assert "<script>alert" not in page and "<img src=x" not in page
        (push,) = pushes_of(page)
        assert push["search_term"] == query.strip()
