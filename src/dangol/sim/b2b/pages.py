"""The pages that are read: what it does, what it costs, how it works, who uses it."""

from importlib.resources import files
from typing import Any

from litestar import Request, Response, get
from litestar.enums import MediaType

from dangol.sim.b2b.articles import DOCS, company_articles, render_doc
from dangol.sim.b2b.seen import PACKAGE, Seen, seen_of
from dangol.sim.shop import major_of
from dangol.sim.site.frame import site_map, static_response
from dangol.sim.site.tracking import faq_jsonld

Asked = Request[Any, Any, Any]
DRAWINGS = frozenset(
    f"{name}.svg"
    for name in (
        *("mark", "inbox", "one", "source", "route", "report"),
        *("bomnal-travel", "haru-clinic"),
    )
)
"""Without words, so that they suit every language."""
STATIC = {"site.css": "text/css"}
ASKED_OF_PRICES = ("seats", "contract", "discount", "payment")
FEATURES = (
    ("f_inbox", (True, True, True)),
    ("f_auto", (True, True, True)),
    ("f_channels", (False, True, True)),
    ("f_routing", (False, True, True)),
    ("f_sso", (False, False, True)),
    ("f_crm", (False, False, True)),
)
SUPPORT = ("support_mail", "support_chat", "support_manager")


@get("/")
async def home(request: Asked) -> Response[Any]:
    """What it is."""
    seen = seen_of(request)
    organization = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": seen.company.name,
        "url": f"{seen.at}/",
    }
    return seen.page("home.html.jinja", jsonld=organization)


@get("/pricing")
async def pricing(request: Asked) -> Response[Any]:
    """What it costs."""
    seen = seen_of(request)
    articles = {one.article_id: one for one in company_articles(seen.language)}
    return seen.page(
        "pricing.html.jinja",
        title=seen.words("pricing"),
        jsonld=_plans_jsonld(seen),
        features=FEATURES,
        support=SUPPORT,
        articles=[articles[name] for name in ASKED_OF_PRICES],
    )


@get("/docs")
async def docs(request: Asked) -> Response[Any]:
    """Every page of the documentation."""
    seen = seen_of(request)
    return seen.page("docs.html.jinja", title=seen.words("docs"))


@get("/docs/{name:str}")
async def doc(request: Asked) -> Response[Any]:
    """One page of the documentation."""
    seen = seen_of(request)
    name = seen.named("name")
    if name not in DOCS:
        return not_found(seen)
    place = DOCS.index(name)
    return seen.page(
        "doc.html.jinja",
        title=seen.words(f"doc_{name}"),
        name=name,
        html=render_doc(name, seen.language),
        following=DOCS[place + 1] if place + 1 < len(DOCS) else "",
    )


@get("/customers")
async def customers(request: Asked) -> Response[Any]:
    """Who uses it."""
    seen = seen_of(request)
    return seen.page("customers.html.jinja", title=seen.words("customers"))


@get("/customers/{slug:str}")
async def case(request: Asked) -> Response[Any]:
    """The story of one customer."""
    seen = seen_of(request)
    found = next((one for one in seen.company.cases if one.slug == seen.named("slug")), None)
    if found is None:
        return not_found(seen)
    return seen.page("case.html.jinja", title=found.name, case=found)


@get("/faq")
async def faq(request: Asked) -> Response[Any]:
    """Every answer, each under its own anchor."""
    seen = seen_of(request)
    articles = company_articles(seen.language)
    return seen.page(
        "faq.html.jinja",
        title=seen.words("faq"),
        jsonld=faq_jsonld((one.title, one.text) for one in articles),
        articles=articles,
    )


@get("/images/{name:str}")
async def picture(request: Asked) -> Response[Any]:
    """A drawing."""
    name = str(request.path_params["name"])
    if name not in DRAWINGS:
        return Response("", status_code=404, media_type=MediaType.TEXT)
    text = files(PACKAGE).joinpath(f"drawings/{name}").read_text("utf-8")
    # A picture opened by itself runs nothing.
    headers = {"content-security-policy": "default-src 'none'", "cache-control": "max-age=86400"}
    return Response(text, media_type="image/svg+xml", headers=headers)


@get("/static/{name:str}")
async def static(request: Asked) -> Response[Any]:
    """The style sheet and the script."""
    return static_response(PACKAGE, str(request.path_params["name"]), STATIC)


@get("/sitemap.xml")
async def sitemap(request: Asked) -> Response[Any]:
    """Every page that can be read, in each language."""
    seen = seen_of(request)
    paths = [
        *("/", "/pricing", "/docs", "/customers", "/faq", "/demo", "/trial"),
        *(f"/docs/{name}" for name in DOCS),
        *(f"/customers/{one.slug}" for one in seen.company.cases),
    ]
    return site_map(seen.at, paths)


def not_found(seen: Seen) -> Response[Any]:
    """There is no such page."""
    return seen.page("not_found.html.jinja", title=seen.words("not_found"), status=404)


def _plans_jsonld(seen: Seen) -> dict[str, object]:
    """The plans as offers of one piece of software, each priced by seat and month."""
    company = seen.company
    return {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": company.name,
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Web",
        "url": f"{seen.at}/",
        "offers": [
            {
                "@type": "Offer",
                "sku": plan.plan_id,
                "name": plan.name,
                "url": f"{seen.at}/pricing#{plan.plan_id}",
                "price": str(major_of(plan.price_minor, plan.currency)),
                "priceCurrency": plan.currency,
                "priceSpecification": {
                    "@type": "UnitPriceSpecification",
                    "price": str(major_of(plan.price_minor, plan.currency)),
                    "priceCurrency": plan.currency,
                    "unitCode": "MON",
                    "unitText": seen.words("per_seat"),
                    "valueAddedTaxIncluded": False,
                },
            }
            for plan in company.plans
        ],
    }


PAGES = [home, pricing, docs, doc, customers, case, faq, picture, static, sitemap]
