"""Pictures of the shelf: every product in every colour, drawn by code as flat SVG."""

from collections.abc import Callable
from html import escape
from zlib import crc32

from dangol.sim.shop import Product
from dangol.sim.site.drawings import clothes
from dangol.sim.site.drawings.goods import GOODS
from dangol.sim.site.drawings.paint import PAPERS, Paint, paint_of

CLOTHES: dict[str, Callable[[Paint], str]] = {
    "shirt": lambda paint: clothes.top(paint, "shirt"),
    "band_shirt": lambda paint: clothes.top(paint, "band"),
    "knit": lambda paint: clothes.top(paint, "crew", hem=356),
    "vneck": lambda paint: clothes.top(paint, "v", hem=312, half=76, sleeve=216),
    "rollneck": lambda paint: clothes.top(paint, "roll", hem=356, half=74),
    "cardigan": lambda paint: clothes.top(paint, "cardigan", hem=370, half=86),
    "vest": lambda paint: clothes.top(paint, "v", hem=348, half=70, sleeve=0),
    "coat": lambda paint: clothes.top(paint, "lapels", hem=444, half=82, flare=12, sleeve=226),
    "trench": lambda paint: (
        clothes.top(paint, "lapels", hem=436, half=80, flare=18, sleeve=222)
        + clothes.belted(paint, 272, 82)
    ),
    "blazer": lambda paint: clothes.top(paint, "lapels", hem=380, half=84),
    "fleece": lambda paint: clothes.top(paint, "hood", hem=356, half=80),
    "puffer": clothes.puffer,
    "shearling": lambda paint: clothes.top(paint, "fur", hem=362, half=86, sleeve=214),
    "dress": lambda paint: clothes.dress(paint, "plain"),
    "shirtdress": lambda paint: clothes.dress(paint, "shirt"),
    "knitdress": lambda paint: clothes.dress(paint, "knit"),
    "bustier": lambda paint: clothes.dress(paint, "bustier"),
    "slip": lambda paint: clothes.dress(paint, "slip"),
    "trousers": lambda paint: clothes.trousers(paint, hem=42),
    "wide": lambda paint: clothes.trousers(paint, hem=66),
    "jeans": lambda paint: clothes.trousers(paint, hem=24),
    "joggers": lambda paint: clothes.trousers(paint, hem=16, bottom=424, is_elastic=True),
    "skirt": lambda paint: clothes.skirt(paint, "long"),
    "miniskirt": lambda paint: clothes.skirt(paint, "mini"),
    "mermaid": lambda paint: clothes.skirt(paint, "mermaid"),
    "tiered": lambda paint: clothes.skirt(paint, "tiered"),
    "pencil": lambda paint: clothes.skirt(paint, "pencil"),
    "pajamas": clothes.pajamas,
    "robe": clothes.robe,
}


def render_picture(product: Product, colour_key: str = "") -> str:
    """The product in that colour, or in its first where it has no such colour. Shape: 4 by 5."""
    colour = next((c for c in product.colours if c.key == colour_key), product.colours[0])
    paint, definitions = paint_of(colour.hex, product.pattern)
    draw = CLOTHES.get(product.drawn) or GOODS[product.drawn]
    paper = PAPERS[crc32(product.product_id.encode()) % len(PAPERS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" role="img">'
        f"<title>{escape(product.name)} ({escape(colour.name)})</title>"
        f"<defs>{definitions}</defs>"
        f'<rect width="400" height="500" fill="{paper}"/>'
        '<circle cx="200" cy="262" r="176" fill="#ffffff" opacity=".5"/>'
        '<ellipse cx="200" cy="462" rx="112" ry="10" fill="#23222c" opacity=".08"/>'
        f"{draw(paint)}</svg>"
    )
