"""The sample company: what it is called, what it sells, who its customers are."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from dangol.listen.catalogue import product as feed
from dangol.sim.shop import CURRENCY
from dangol.terms.languages import Language
from dangol.terms.money import Money

CATEGORY = {Language.KO: "요금제", Language.JA: "料金プラン", Language.EN: "Plan"}
UNIT = {
    Language.KO: "자리당 월 요금, 부가세 별도",
    Language.JA: "1席あたり月額、税別",
    Language.EN: "per seat and month, before tax",
}


class Plan(msgspec.Struct, frozen=True):
    """One published plan."""

    plan_id: str
    name: str
    price_minor: int
    """For one seat and month, before tax. Units: minor units of the language's currency."""
    currency: str
    for_whom: str
    least_seats: int
    most_seats: int
    """0 where there is no most."""
    holds: tuple[str, ...]


class Case(msgspec.Struct, frozen=True):
    """The story of one customer."""

    slug: str
    name: str
    trade: str
    headline: str
    quote: str
    person: str
    story: tuple[str, ...]


class Company(msgspec.Struct, frozen=True):
    """The company as visitors of one language see it."""

    name: str
    domain: str
    language: Language
    currency: str
    plans: tuple[Plan, ...]
    cases: tuple[Case, ...]


@cache
def sample_company(language: Language) -> Company:
    """The sample company in one language, priced in that language's currency."""
    table = tomllib.loads(files("dangol.sim.b2b").joinpath("company.toml").read_text("utf-8"))
    column, currency = tuple(Language).index(language), CURRENCY[language]

    def plan(row: dict[str, Any]) -> Plan:
        least, most = row["seats"]
        return Plan(
            plan_id=row["id"],
            name=row["name"][column],
            price_minor=row["price_minor"][column],
            currency=currency,
            for_whom=row["for_whom"][column],
            least_seats=least,
            most_seats=most,
            holds=tuple(texts[column] for texts in row["holds"]),
        )

    def case(row: dict[str, Any]) -> Case:
        told = {
            name: row[name][column] for name in ("name", "trade", "headline", "quote", "person")
        }
        return Case(slug=row["slug"], story=tuple(one[column] for one in row["story"]), **told)

    return Company(
        name=table["name"][column],
        domain=table["domain"],
        language=language,
        currency=currency,
        plans=tuple(map(plan, table["plans"])),
        cases=tuple(map(case, table["cases"])),
    )


def plan_catalogue(language: Language, site: str) -> tuple[feed.Product, ...]:
    """The plans as a feed tells them, so that what is said of a price stands on one.

    Shape: `site` is where the company's site stands, without a slash at its end.
    """
    company = sample_company(language)
    return tuple(
        feed.Product(
            product_id=plan.plan_id,
            group_id=plan.plan_id,
            title=plan.name,
            description=" · ".join((UNIT[language], plan.for_whom, *plan.holds)),
            brand=company.name,
            category=CATEGORY[language],
            price=Money(plan.price_minor, plan.currency),
            availability=feed.Availability.IN_STOCK,
            url=f"{site}/pricing?lang={language}#{plan.plan_id}",
            language=language,
        )
        for plan in company.plans
    )
