"""The pages that are read: the shelf, the articles, and the pictures."""

from importlib.resources import files
from typing import Any

from litestar import Response
from litestar.enums import MediaType

from dangol.sim.shop import Product, sample_products
from dangol.sim.site import tracking
from dangol.sim.site.articles import POLICIES, render_policy, sample_articles
from dangol.sim.site.drawings import render_picture
from dangol.sim.site.frame import site_map
from dangol.sim.site.routes import reads
from dangol.sim.site.seen import Seen
from dangol.terms.languages import Language

POPULAR = ("sh-01", "kn-01", "pt-01", "bo-01", "ou-02", "dr-01", "bg-02", "ac-05")
NEW_IN = ("kn-03", "sk-01", "hw-05", "bo-03")
DAY_S = 86_400
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@reads("/")
async def home(seen: Seen) -> Response[Any]:
    """The shop's window."""
    shelf = {product.product_id: product for product in seen.desk.products_now(seen.language)}
    organization = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "name": seen.shop.name,
        "url": f"{seen.at}/",
    }
    return seen.page(
        "home.html.jinja",
        jsonld=organization,
        popular=[shelf[product_id] for product_id in POPULAR],
        new_in=[shelf[product_id] for product_id in NEW_IN],
        covers=[seen.shop.products[category.places[0]] for category in seen.shop.categories],
    )


@reads("/collections/{slug:str}")
async def category(seen: Seen) -> Response[Any]:
    """One category."""
    path = f"/collections/{seen.named('slug')}"
    found = next((one for one in seen.shop.categories if one.path == path), None)
    if found is None:
        return not_found(seen)
    shelf = seen.desk.products_now(seen.language)
    products = [shelf[place] for place in found.places]
    return seen.page(
        "listing.html.jinja",
        title=found.name,
        pushes=(tracking.view_item_list(found, products),),
        jsonld=tracking.category_jsonld(found, products, seen.at, seen.shop),
        heading=found.name,
        note=seen.words("all_of", name=found.name, count=len(products)),
        products=products,
        query="",
    )


@reads("/search")
async def search(seen: Seen) -> Response[Any]:
    """What matches every word of the query."""
    query = seen.asked("q").strip()[:100]
    products = search_products(query, seen.desk.products_now(seen.language)) if query else []
    return seen.page(
        "listing.html.jinja",
        title=seen.words("search"),
        pushes=(tracking.view_search_results(query, products),) if query else (),
        heading=seen.words("search"),
        note=seen.words("search_for", query=query, count=len(products)) if query else "",
        products=products,
        query=query,
    )


@reads("/products/{product_id:str}")
async def product_page(seen: Seen) -> Response[Any]:
    """One product with its options, sizes and care."""
    product_id, variant = seen.named("product_id"), seen.asked("variant")
    product = seen.desk.product_of(product_id, seen.language)
    if product is None:
        return not_found(seen)
    chosen = next((one for one in product.options if one.option_id == variant), None)
    shelf = seen.desk.products_now(seen.language)
    place = next(i for i, one in enumerate(shelf) if one.product_id == product_id)
    own = next(one for one in seen.shop.categories if place in one.places)
    options = [
        {"id": o.option_id, "colour": o.colour.key, "size": o.size, "stock": o.stock,
         "label": o.label}
        for o in product.options
    ]  # fmt: skip
    return seen.page(
        "product.html.jinja",
        title=product.name,
        pushes=(tracking.view_item(product),),
        jsonld=tracking.product_jsonld(product, seen.at, seen.shop),
        product=product,
        category=own,
        colour=chosen.colour.key if chosen else product.colours[0].key,
        size=chosen.size if chosen else "",
        data=tracking.script_json({"item": tracking.item_of(product), "options": options}),
        also=[shelf[other] for other in own.places if other != place][:4],
    )


@reads("/faq")
async def faq(seen: Seen) -> Response[Any]:
    """Every article, each under its own anchor."""
    articles = sample_articles(seen.language)
    return seen.page(
        "faq.html.jinja",
        title=seen.words("faq_title"),
        jsonld=tracking.faq_jsonld((one.question, one.answer) for one in articles),
        articles=articles,
    )


@reads("/pages/{name:str}")
async def policy(seen: Seen) -> Response[Any]:
    """A policy, or the guide to sizes."""
    name = seen.named("name")
    if name == "size-guide":
        covers = [seen.shop.products[one.places[0]] for one in seen.shop.categories[:7]]
        return seen.page("sizes.html.jinja", title=seen.words("size_guide"), covers=covers)
    if name not in POLICIES:
        return not_found(seen)
    return seen.page(
        "policy.html.jinja",
        title=seen.words(f"page_{name}"),
        html=render_policy(name, seen.language),
        name=name,
    )


@reads("/images/{name:str}")
async def picture(seen: Seen) -> Response[Any]:
    """A product's picture in the colour asked for."""
    product_id, colour = seen.named("name").removesuffix(".svg"), seen.asked("colour")
    for product in sample_products(Language.KO):
        if product.product_id == product_id:
            return _file(render_picture(product, colour[:32]), "svg")
    return Response("", status_code=404, media_type=MediaType.TEXT)


@reads("/static/{name:str}")
async def static(seen: Seen) -> Response[Any]:
    """The style sheet, the script and the mark of the shop."""
    name = seen.named("name")
    if name not in ("shop.css", "shop.js", "moon.svg"):
        return Response("", status_code=404, media_type=MediaType.TEXT)
    text = files("dangol.sim.site").joinpath(f"static/{name}").read_text("utf-8")
    return _file(text, name.rsplit(".", 1)[-1], max_age_s=0)


@reads("/sitemap.xml")
async def sitemap(seen: Seen) -> Response[Any]:
    """Every page that can be read, in each language."""
    paths = [
        "/",
        "/faq",
        "/pages/size-guide",
        *(f"/pages/{name}" for name in POLICIES),
        *(one.path for one in seen.shop.categories),
        *(product.path for product in seen.shop.products),
    ]
    return site_map(seen.at, paths)


def search_products(query: str, products: tuple[Product, ...]) -> list[Product]:
    """The products that hold every word of the query, those named so first."""
    words = query.casefold().split()

    def text_of(product: Product) -> str:
        colours = " ".join(colour.name for colour in product.colours)
        told = (product.name, product.category, product.brand, colours, product.material)
        return " ".join((*told, product.about, product.product_id)).casefold()

    found: list[tuple[int, int, Product]] = []
    for place, product in enumerate(products):
        text, name = text_of(product), product.name.casefold().replace(" ", "")
        if all(word in text or word in name for word in words):
            named = sum(word in name for word in words)
            found.append((-named, place, product))
    return [product for _, _, product in sorted(found, key=lambda one: one[:2])]


def not_found(seen: Seen) -> Response[Any]:
    """There is no such page."""
    return seen.page("not_found.html.jinja", title=seen.words("not_found"), status=404)


def _file(text: str, kind: str, max_age_s: int = DAY_S) -> Response[Any]:
    headers = {"cache-control": f"max-age={max_age_s}", "x-content-type-options": "nosniff"}
    if kind == "svg":
        # A picture opened by itself runs nothing.
        headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(text, media_type=_TYPES[kind], headers=headers)


PAGES = [home, category, search, product_page, faq, policy, picture, static, sitemap]
