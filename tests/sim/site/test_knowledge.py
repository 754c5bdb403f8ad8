"""What the shop promises is the same in Korean, Japanese and English, and agrees with its till."""

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from dangol.sim.shop import Amounts, sample_shop
from dangol.terms.languages import Language

KNOWLEDGE = files("dangol.sim.site").joinpath("knowledge")
MONEY = re.compile(r"([\d,]+)(?:원|円)|\$([\d,]*\d)")
NUMBER = re.compile(r"\d[\d,.:]*\d|\d")
SCRIPT = {Language.KO: r"[가-힣]", Language.JA: r"[ぁ-ヿ]", Language.EN: r"[a-z]"}


def articles() -> dict[str, dict[str, dict[str, str]]]:
    by_id: dict[str, dict[str, dict[str, str]]] = {}
    with KNOWLEDGE.joinpath("faq.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["lang"] not in by_id.setdefault(row["id"], {}), row["id"]
            by_id[row["id"]][row["lang"]] = row
    return by_id


def amounts_in(text: str) -> list[int]:
    """Amounts as major units, in the order they stand."""
    return [int((a or b).replace(",", "")) for a, b in MONEY.findall(text)]


def numbers_in(text: str) -> Counter[str]:
    """Every other number: hours, days, per cents, codes."""
    return Counter(NUMBER.findall(MONEY.sub("", text)))


def in_won(amounts: list[int], language: Language) -> list[tuple[int, ...]]:
    """Each amount as all the won figures it may stand for in the shop's table of amounts."""
    other, won = sample_shop(language), sample_shop(Language.KO)
    digits = 100 if other.currency == "USD" else 1
    pairs = [
        (getattr(other.amounts, name) // digits, getattr(won.amounts, name))
        for name in Amounts.__struct_fields__
    ]
    return [tuple(sorted({w for mine, w in pairs if mine == amount})) for amount in amounts]


def test_forty_articles_stand_in_each_language() -> None:
    by_id = articles()
    assert len(by_id) == 40
    for article_id, rows in by_id.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", article_id)
        assert set(rows) == {"ko", "ja", "en"}
        for language in Language:
            for column in ("question", "answer"):
                assert re.search(SCRIPT[language], rows[language][column]), article_id


@pytest.mark.parametrize("language", [Language.JA, Language.EN])
def test_the_numbers_of_an_article_are_the_same_in_every_language(language: Language) -> None:
    for article_id, rows in articles().items():
        korean, other = rows["ko"]["answer"], rows[language]["answer"]
        assert numbers_in(korean) == numbers_in(other), article_id
        possible = in_won(amounts_in(other), language)
        assert len(possible) == len(amounts_in(korean)), article_id
        for won, allowed in zip(amounts_in(korean), possible, strict=True):
            assert won in allowed, (article_id, won, allowed)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", ["shipping", "returns", "payment", "privacy"])
def test_the_numbers_of_a_policy_are_the_same_in_every_language(
    page: str, language: Language
) -> None:
    def read(tongue: Language) -> str:
        return KNOWLEDGE.joinpath(f"policies/{tongue}/{page}.md").read_text("utf-8")

    korean, other = read(Language.KO), read(language)
    assert other.startswith("# ")
    assert numbers_in(korean) == numbers_in(other)
    possible = in_won(amounts_in(other), language)
    for won, allowed in zip(amounts_in(korean), possible, strict=True):
        assert won in allowed, (won, allowed)


def test_the_amounts_of_the_articles_are_the_shops_own() -> None:
    shop = sample_shop(Language.KO)
    answer = articles()["shipping-fee"]["ko"]["answer"]
    assert amounts_in(answer) == [shop.shipping_minor, shop.free_shipping_minor]
    assert amounts_in(articles()["gift-wrap"]["ko"]["answer"]) == [shop.amounts.gift_wrap]
    coupon = articles()["first-order-coupon"]["ko"]["answer"]
    assert dict(shop.coupon_percents)["WELCOME10"] == 10
    assert "WELCOME10" in coupon and "10%" in coupon


@pytest.mark.parametrize("language", Language)
def test_the_size_that_the_articles_name_is_the_one_the_table_gives(language: Language) -> None:
    answer = articles()["size-guide"][language]["answer"]
    height, weight = re.findall(r"(\d+) ?(?:cm|kg)", answer)[:2]
    shirts = sample_shop(language).products[0].size_table
    assert shirts.sizes_for(int(height), int(weight)) == ("M",)
    assert re.search(r"\bM", answer) or "M" in answer
