"""The sample shop's conversation, put together once for every test that talks to it."""

from functools import cache

from dangol.sim.answers import service_hours, shop_links, spoken_articles, spoken_shop
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.offers import Granted, OfferKind, Refused, RefusedReason
from dangol.speak.recommend import learn_likeness
from dangol.speak.world import AskOffer, OfferAsk, OfferGiven, World
from dangol.terms.instants import HOUR_US, Instant, parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

OPEN = parse_instant("2026-11-23T02:00:00Z")
"""A Monday, 11:00 in Seoul: somebody is there."""
CLOSED = parse_instant("2026-11-21T13:00:00Z")
"""A Saturday, 22:00 in Seoul: nobody is there before Monday, 23 November, 10:00."""
CODE = "TALK-7K2M-9QXD"


@cache
def quiet_world() -> World:
    """The sample shop in three languages, without an offer policy."""
    encoder = SentenceEncoder()
    shops = {language: spoken_shop(language) for language in Language}
    return World(
        shops=shops,
        index=build_index(spoken_articles(), encoder),
        hours=service_hours(),
        also_viewed={"sh-01": {"pt-01": 40, "sh-02": 25}, "ou-01": {"ac-05": 12}},
        likeness=learn_likeness(shops[Language.KO].products, encoder),
        links=shop_links(),
    )


@cache
def world_with(offers: str) -> World:
    """The same with a policy that always grants 10%, always refuses, or must not be asked."""
    world = quiet_world()
    policy: dict[str, AskOffer | None] = {
        "none": None,
        "granted": _grant,
        "refused": _refuse,
        "forbidden": _forbid,
    }
    return World(
        world.shops,
        world.index,
        world.hours,
        policy[offers],
        world.also_viewed,
        world.likeness,
        world.links,
    )


def _grant(ask: OfferAsk) -> OfferGiven:
    granted = Granted(
        rule_id="chat10",
        kind=OfferKind.PERCENT,
        value=10,
        worth=Money(4200, "KRW"),
        ceiling_minor=None,
        min_cart_minor=0,
        gift="",
        expires_at=Instant(ask.now + 24 * HOUR_US),
    )
    return OfferGiven(granted, CODE)


def _refuse(ask: OfferAsk) -> Refused:
    del ask
    return Refused(RefusedReason.BUDGET)


def _forbid(ask: OfferAsk) -> Refused:
    raise AssertionError(f"the policy was asked: {ask}")
