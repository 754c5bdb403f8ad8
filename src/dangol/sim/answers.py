"""The sample shop as a conversation sees it: products with their sheets, articles, hours, links."""

from collections.abc import Mapping
from functools import cache

from dangol.sim.shop import details_of, sample_catalogue, sample_shop
from dangol.sim.site.articles import sample_articles
from dangol.speak.catalogue import Details, Shop, build_shop
from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.world import Hours, Links
from dangol.terms.languages import Language

SERVICE_ZONE = "Asia/Seoul"
_WEEKDAY = ((10 * 60, 12 * 60 + 30), (13 * 60 + 30, 18 * 60))


@cache
def spoken_shop(language: Language, site: str | None = None) -> Shop:
    """The shelf in one language, with sheets, size tables and the stock it opens with."""
    shop = sample_shop(language)
    return build_shop(
        sample_catalogue(language, site),
        language,
        name=shop.name,
        details=sample_details(language),
        left={
            option.option_id: option.stock
            for product in shop.products
            for option in product.options
        },
    )


@cache
def sample_details(language: Language) -> Mapping[str, Details]:
    """What the shop says of each product beyond its feed: sheet, fit and size table."""
    products = sample_shop(language).products
    return {product.product_id: details_of(product) for product in products}


def spoken_articles(site: str = "") -> tuple[Article, ...]:
    """The shop's articles in every language, each with the address of its answer."""
    at = (site or sample_shop(Language.KO).site).rstrip("/")
    return tuple(
        Article(
            one.article_id,
            language,
            one.question,
            one.answer,
            f"{at}/faq?lang={language}#{one.article_id}",
            ArticleKind.FAQ,
        )
        for language in Language
        for one in sample_articles(language)
    )


def service_hours() -> Hours:
    """When the sample shop's people answer: weekdays 10:00 to 18:00, without lunch."""
    return Hours(SERVICE_ZONE, (*[_WEEKDAY] * 5, (), ()))


def shop_links(site: str = "") -> Links:
    """The pages a conversation leads to."""
    at = (site or sample_shop(Language.KO).site).rstrip("/")
    return Links(f"{at}/orders", f"{at}/account", f"{at}/cart", f"{at}/checkout")
