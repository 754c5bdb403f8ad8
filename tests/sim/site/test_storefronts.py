"""Where a language's pages belong to a workspace of their own, so do tag, secret and money."""

import re

import httpx
import jwt
import pytest
from tests.sim.site.conftest import SECRET, OpenShop, serve

from dangol.sim.site.cart import Discount
from dangol.terms.languages import Language

TAGS = {
    Language.KO: '<script src="http://one.test/dangol.js" data-key="ko-key"></script>',
    Language.JA: '<script src="http://two.test/dangol.js" data-key="ja-key"></script>',
}


def add(client: httpx.Client) -> None:
    answer = client.post("/cart/add.js", json={"id": "sh-01-black-m", "quantity": 3})
    assert answer.status_code == 200


def test_each_language_has_its_own_tag_and_every_tag_may_be_loaded() -> None:
    with serve(widget_tag=TAGS) as shop, httpx.Client(base_url=shop.url) as client:
        for language in Language:
            page = client.get(f"/?lang={language}")
            assert re.findall(r'data-key="([\w-]+)"', page.text) == (
                [f"{language}-key"] if language in TAGS else []
            )
            policy = page.headers["content-security-policy"]
            assert "http://one.test" in policy and "http://two.test" in policy


def test_each_language_vouches_with_its_own_secret() -> None:
    secrets = {language: f"{SECRET} {language}" for language in (Language.KO, Language.JA)}
    with serve(identity_secret=secrets) as shop:
        for language in Language:
            with httpx.Client(base_url=shop.url, follow_redirects=True) as client:
                client.get(f"/?lang={language}")
                page = client.get("/account").text
                email = re.search(r'name="email"[^>]* value="([^"]+)"', page)
                assert email is not None
                fields = {"email": email[1], "password": "dalbit-demo"}
                client.post("/account/sign-in", data=fields)
                told = client.get("/account/token.json")
                if language not in secrets:
                    assert told.status_code == 401
                    continue
                options = {"verify_exp": False, "verify_iat": False}
                claims = jwt.decode(
                    told.json()["token"], secrets[language], algorithms=["HS256"], options=options
                )
                assert claims["sub"] == told.json()["user_id"]


@pytest.mark.parametrize(
    ("discount", "language", "is_taken"),
    [
        (Discount("TALK", 10, currency="JPY"), Language.JA, True),
        (Discount("TALK", 10, currency="JPY"), Language.KO, False),
        (Discount("TALK", 10), Language.KO, True),
    ],
)
def test_a_coupon_of_one_currency_is_worth_nothing_in_another(
    shop: OpenShop, discount: Discount, language: Language, is_taken: bool
) -> None:
    shop.coupons["TALK"] = discount
    with httpx.Client(base_url=shop.url) as client:
        client.get(f"/?lang={language}")
        add(client)
        answer = client.post("/cart/coupon.js", json={"code": "talk"}).json()
        assert answer["is_applied"] is is_taken
        assert (answer["discount"] > 0) is is_taken


def test_a_share_stops_at_its_ceiling(shop: OpenShop) -> None:
    shop.coupons["TALK"] = Discount("TALK", 10, most_minor=1_000)
    with httpx.Client(base_url=shop.url) as client:
        add(client)
        answer = client.post("/cart/coupon.js", json={"code": "TALK"}).json()
        assert answer["discount"] == 1_000
