"""The sample company's pages, forms and prices, as any client meets them."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from xml.etree import ElementTree

import httpx
import jwt
import pytest
import uvicorn

from dangol.sim.b2b.app import company_app
from dangol.sim.b2b.articles import company_articles
from dangol.sim.b2b.company import plan_catalogue, sample_company
from dangol.sim.site.words import render_price
from dangol.terms.languages import Language

SECRET = "a secret between the company and its engine"
TAG = (
    "<script nonce=\"{nonce}\">window.Dangol=function(){}; me='{user_id}','{email}','{token}'"
    '</script><script async src="http://127.0.0.1:9/dangol.js" data-key="key-{language}"></script>'
)
ASKED = {
    "name": "이</script>준",
    "company": "하늘 여행",
    "email": "jun@haneul.example",
    "team_size": "size_3",
    "agree": "yes",
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    app = company_app(
        widget_tag=dict.fromkeys(Language, TAG), identity_secret=dict.fromkeys(Language, SECRET)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, follow_redirects=True) as client:
        yield client


def calls_of(html: str) -> list[tuple[str, list[object]]]:
    found = re.findall(r'^Dangol\("(\w+)", (.+)\);$', html, re.MULTILINE)
    return [(name, json.loads(f"[{arguments}]")) for name, arguments in found]


@pytest.mark.parametrize("language", Language)
def test_every_page_of_the_site_map_stands_in_its_language(
    client: httpx.Client, site: str, language: Language
) -> None:
    client.get("/", params={"lang": language})
    places = set(re.findall(r"<loc>(.+?)(?:\?lang=\w\w)?</loc>", client.get("/sitemap.xml").text))
    assert len(places) == 15
    for place in places:
        answer = client.get(place.removeprefix(site))
        assert answer.status_code == 200, place
        assert f'<html lang="{language}">' in answer.text
        assert f'data-key="key-{language}"' in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        rest = re.sub("한국어|日本語", "", answer.text)
        foreign = {"ko": "[ぁ-ゖァ-ヺ]", "ja": "[가-힣]", "en": "[가-힣ぁ-ゖァ-ヺ]"}[language]
        assert not re.search(foreign, rest), place


@pytest.mark.parametrize("language", Language)
def test_the_page_the_offers_and_the_feed_have_the_same_three_prices(
    client: httpx.Client, site: str, language: Language
) -> None:
    html = client.get("/pricing", params={"lang": language}).text
    told = re.search(r'<script type="application/ld\+json">(.+?)</script>', html)
    assert told is not None
    offers = {one["sku"]: one for one in json.loads(told[1])["offers"]}
    feed = {one.product_id: one for one in plan_catalogue(language, site)}
    plans = sample_company(language).plans
    assert len(plans) == len(offers) == len(feed) == 3
    for plan in plans:
        assert render_price(plan.price_minor, plan.currency) in html
        assert offers[plan.plan_id]["priceCurrency"] == plan.currency
        price = feed[plan.plan_id].price
        assert price is not None
        assert (price.minor, price.currency) == (plan.price_minor, plan.currency)
        shown = float(offers[plan.plan_id]["price"])
        assert render_price(plan.price_minor, plan.currency) == render_price(
            round(shown * (100 if plan.currency == "USD" else 1)), plan.currency
        )
        address, _, anchor = feed[plan.plan_id].url.partition("#")
        assert f'id="{anchor}"' in client.get(address).text


def test_every_answer_stands_in_three_languages_under_its_address(client: httpx.Client) -> None:
    ids = {
        language: [one.article_id for one in company_articles(language)] for language in Language
    }
    assert ids[Language.KO] == ids[Language.JA] == ids[Language.EN]
    assert len(ids[Language.KO]) == 20
    for language in Language:
        page = unescape(client.get("/faq", params={"lang": language}).text)
        for article in company_articles(language):
            assert f'id="{article.article_id}"' in page
            assert article.title in page
            assert article.text in page


def test_a_demo_that_is_requested_is_told_once_with_who_asked(client: httpx.Client) -> None:
    thanks = client.post("/demo", data=ASKED)
    assert thanks.url.path == "/demo/thanks"
    assert "jun@haneul.example" in thanks.text
    assert ASKED["name"] not in thanks.text
    assert calls_of(thanks.text) == [
        (
            "identify",
            [
                {
                    "email": "jun@haneul.example",
                    "name": ASKED["name"],
                    "company": "하늘 여행",
                    "team_size": "20-49",
                }
            ],
        ),
        ("track", ["Demo Requested", {"form_name": "demo", "team_size": "20-49"}]),
    ]
    assert calls_of(client.get("/demo/thanks").text) == []


@pytest.mark.parametrize("without", ["name", "company", "email", "agree"])
def test_a_form_with_something_missing_is_shown_again_with_what_was_there(
    client: httpx.Client, without: str
) -> None:
    answer = client.post("/demo", data={**ASKED, without: " "})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert ("하늘 여행" in answer.text) is (without != "company")
    assert calls_of(answer.text) == []
    assert client.get("/demo/thanks").url.path == "/demo"


def test_who_begins_a_trial_is_vouched_for_until_they_sign_out(client: httpx.Client) -> None:
    thanks = client.post("/trial", data=ASKED)
    assert [name for name, _ in calls_of(thanks.text)] == ["identify", "track", "track"]
    assert calls_of(thanks.text)[-1][1][0] == "Trial Started"
    page = client.get("/docs").text
    user_id, email, token = re.findall(r"me='(.*?)','(.*?)','(.*?)'", page)[0]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert (claims["sub"], claims["email"]) == (user_id, email) == (user_id, ASKED["email"])
    assert "me='','',''" in client.post("/sign-out").text


def test_a_form_of_another_site_does_nothing(client: httpx.Client) -> None:
    answer = client.post("/trial", data=ASKED, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "me='','',''" in client.get("/").text


def test_drawings_are_pictures_without_words_and_nothing_else_is_given_out(
    client: httpx.Client,
) -> None:
    drawings = [one.name for one in files("dangol.sim.b2b").joinpath("drawings").iterdir()]
    assert len(drawings) == 8
    for name in drawings:
        answer = client.get(f"/images/{name}")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert not "".join(ElementTree.fromstring(answer.text).itertext()).strip()
    for path in ("/images/nothing.svg", "/static/nothing.js", "/docs/nothing", "/customers/nobody"):
        assert client.get(path).status_code == 404
