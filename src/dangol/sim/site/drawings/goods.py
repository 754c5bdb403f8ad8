"""What is carried, worn on the feet or put on: shoes, bags and small things, 400 by 500."""

# ruff: noqa: E501 - the points of a drawing read best on one line

from collections.abc import Callable

from dangol.sim.site.drawings.paint import Paint

SOLE = "#e9e3d8"


def _pair(shoe: str) -> str:
    """The same shoe twice: one behind, one in front."""
    return (
        f'<g transform="translate(46 -74) scale(.92)">{shoe}</g>'
        f'<g transform="translate(-8 34)">{shoe}</g>'
    )


def low_shoe(paint: Paint, kind: str) -> str:
    """A loafer, a Mary Jane, a canvas sneaker or a running shoe, from the side."""
    body = "M84 300 Q86 262 112 246 Q150 262 196 256 Q236 262 262 288 Q308 296 322 318 L322 334 L84 334 Z"
    if kind == "loafer":
        detail = paint.line("M190 258 Q206 286 262 290") + paint.shape(
            "M196 262 L236 272 L228 292 L188 280 Z", paint.shade
        )
        sole = f'<path d="M82 334 H324 V346 H140 V356 H82 Z" fill="{paint.deep}"/>'
    elif kind == "maryjane":
        body = "M84 296 Q88 262 108 256 Q116 300 160 306 Q206 312 236 288 Q306 294 322 318 L322 334 L84 334 Z"
        detail = paint.line("M140 304 Q166 250 204 262 Q222 270 220 296", 9) + paint.dot(
            206, 264, 6, "#e6d7b0"
        )
        sole = f'<path d="M82 334 H324 V344 H82 Z" fill="{paint.deep}"/>'
    elif kind == "runner":
        detail = paint.line("M118 300 Q160 270 176 330 M150 330 Q190 280 240 330", 7) + paint.line(
            "M196 258 l18 22 M214 260 l18 22 M232 268 l16 20", 3.5
        )
        sole = f'<path d="M76 330 Q76 366 112 364 H300 Q336 362 326 326 Z" fill="{SOLE}" stroke="{paint.deep}" stroke-width="2.5"/>'
    else:
        detail = (
            paint.shape("M262 288 Q308 296 322 318 L322 334 L270 334 Q252 312 262 288 Z", SOLE)
            + paint.line("M182 258 l22 26 M202 258 l22 26 M222 262 l20 26", 3.5)
            + paint.line("M100 300 q40 14 80 12", 1.6, "3 5")
        )
        sole = f'<rect x="80" y="332" width="246" height="20" rx="8" fill="{SOLE}" stroke="{paint.deep}" stroke-width="2.5"/>'
    return _pair(sole + paint.shape(body) + detail)


def boot(paint: Paint, kind: str) -> str:
    """An ankle boot with a zip, or a Chelsea boot with its elastic."""
    shaft = "M104 174 H206 Q204 240 218 262 Q300 280 318 316 L318 336 H104 Q98 250 104 174 Z"
    if kind == "chelsea":
        detail = paint.shape("M140 176 H178 L168 256 H150 Z", paint.shade) + paint.line(
            "M108 172 v-16 h12 v16", 3
        )
        sole = f'<path d="M102 336 H320 V346 H160 V360 H102 Z" fill="{paint.deep}"/>'
    else:
        detail = paint.line("M186 180 Q184 250 196 300", 2.4, "3 4") + paint.line(
            "M104 206 Q154 216 206 206", 1.6
        )
        sole = f'<path d="M102 336 H320 V344 H164 L152 384 H112 Z" fill="{paint.deep}"/>'
    return _pair(sole + paint.shape(shaft) + detail)


def slippers(paint: Paint) -> str:
    """Two fluffy slippers seen from above."""
    one = (
        f'<ellipse cx="0" cy="0" rx="52" ry="118" fill="{SOLE}" stroke="{paint.deep}" '
        'stroke-width="2.5"/>'
        + paint.shape("M-56 -30 Q-70 -118 0 -126 Q70 -118 56 -30 Q0 -2 -56 -30 Z")
        + "".join(
            paint.line(f"M{x} {y} q4 8 10 4", 1.8)
            for x, y in ((-36, -60), (-8, -84), (22, -66), (-16, -40), (14, -36), (-4, -108))
        )
    )
    return (
        f'<g transform="translate(140 268) rotate(-8)">{one}</g>'
        f'<g transform="translate(264 268) rotate(8)">{one}</g>'
    )


def tote(paint: Paint) -> str:
    """A canvas bag with two handles."""
    return (
        paint.line("M150 210 Q146 96 200 96 Q254 96 250 210", 12)
        + paint.shape("M104 200 H296 L284 420 Q200 428 116 420 Z")
        + paint.line("M107 226 H293", 1.8, "4 5")
        + paint.line("M226 330 a34 34 0 1 1 -30 -46 a26 26 0 1 0 30 46 z", 3)
    )


def flap_bag(paint: Paint, kind: str) -> str:
    """A bag with a flap: on the shoulder, across the body, or on a chain."""
    wide = {"shoulderbag": 96, "crossbody": 78, "chainbag": 86}[kind]
    left, right, high = 200 - wide, 200 + wide, 236
    if kind == "chainbag":
        strap = paint.line(f"M{left + 10} {high + 10} Q200 40 {right - 10} {high + 10}", 7, "1 11")
    elif kind == "crossbody":
        strap = paint.line(
            f"M{left + 6} {high + 20} Q110 60 200 60 Q290 60 {right - 6} {high + 20}", 5
        )
    else:
        strap = paint.line(f"M{left + 14} {high + 20} Q200 70 {right - 14} {high + 20}", 10)
    return (
        strap
        + paint.shape(
            f"M{left} {high} H{right} Q{right + 10} 340 {right} 388 Q200 400 {left} 388 Q{left - 10} 340 {left} {high} Z"
        )
        + paint.shape(
            f"M{left - 2} {high - 2} H{right + 2} Q{right + 8} 300 {right - 14} 316 Q200 340 {left + 14} 316 Q{left - 8} 300 {left - 2} {high - 2} Z"
        )
        + f'<rect x="186" y="308" width="28" height="26" rx="5" fill="#d9b86a" stroke="{paint.deep}" stroke-width="2"/>'
    )


def backpack(paint: Paint) -> str:
    """A backpack from the front."""
    return (
        paint.line("M172 130 Q172 84 200 84 Q228 84 228 130", 9)
        + paint.line("M122 190 Q92 280 116 396 M278 190 Q308 280 284 396", 10)
        + paint.shape("M116 420 V200 Q116 122 200 122 Q284 122 284 200 V420 Q200 432 116 420 Z")
        + paint.line("M128 210 Q200 170 272 210", 3)
        + paint.shape("M138 296 H262 V402 Q200 412 138 402 Z", paint.shade)
        + paint.line("M146 318 H254", 3)
        + paint.line("M210 318 v16", 5)
    )


def bucket(paint: Paint) -> str:
    """A round bag drawn together by a string."""
    return (
        paint.line("M132 214 Q200 30 268 214", 9)
        + paint.shape("M116 204 Q200 226 284 204 L270 408 Q200 428 130 408 Z")
        + paint.line("M122 244 Q200 266 278 244", 3)
        + "".join(paint.dot(x, 252 + 6 * (1 - abs(x - 200) / 78), 5) for x in range(138, 270, 25))
        + paint.line("M200 262 q-20 44 -12 70 M204 262 q24 40 18 72", 4)
        + paint.line("M132 388 Q200 406 268 388", 2, "4 5")
    )


def hoops(paint: Paint) -> str:
    """A pair of rings."""
    ring = '<circle cx="{x}" cy="270" r="66" fill="none" stroke="{ink}" stroke-width="{wide}"/>'
    drawn = ""
    for x in (126, 274):
        drawn += ring.format(x=x, ink=paint.deep, wide=15) + ring.format(
            x=x, ink=paint.base, wide=11
        )
        drawn += f'<path d="M{x - 50} 236 a60 60 0 0 1 40 -26" fill="none" stroke="{paint.light}" stroke-width="4" stroke-linecap="round"/>'
        drawn += paint.line(f"M{x} 204 q2 -24 18 -26", 3.5)
    return drawn


def drops(paint: Paint) -> str:
    """A pair of hanging pearls."""
    drawn = ""
    for x in (136, 264):
        drawn += paint.line(f"M{x} 250 V170 q2 -26 20 -28", 4) + paint.dot(x, 196, 9, paint.base)
        drawn += (
            f'<circle cx="{x}" cy="288" r="40" fill="#f8f3ea" stroke="#b9ada0" stroke-width="2.5"/>'
        )
        drawn += f'<path d="M{x - 22} 280 a26 26 0 0 1 18 -20" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round"/>'
    return drawn


def necklace(paint: Paint) -> str:
    """Two chains, one above the other, with a small moon."""
    return (
        paint.line("M104 120 Q130 320 200 326 Q270 320 296 120", 3.5, "1 6")
        + paint.line("M112 120 Q150 252 200 256 Q250 252 288 120", 3.5)
        + paint.dot(200, 262, 11, paint.base)
        + paint.shape("M206 332 a28 28 0 1 0 22 46 a22 22 0 1 1 -22 -46 z", paint.base)
    )


def belt(paint: Paint) -> str:
    """A belt, rolled up."""
    return (
        paint.line("M296 300 H336", 34)
        + '<g fill="none">'
        + "".join(
            f'<circle cx="200" cy="280" r="{r}" stroke="{ink}" stroke-width="{wide}"/>'
            for r, ink, wide in ((96, paint.deep, 36), (96, paint.base, 31), (52, paint.deep, 30),
                                 (52, paint.base, 25), (20, paint.deep, 14))
        )
        + "</g>"
        + '<rect x="286" y="262" width="52" height="64" rx="9" fill="none" stroke="#cfa84f" '
        'stroke-width="9"/>'
        + paint.line("M300 294 h34", 5)
    )  # fmt: skip


def scarf(paint: Paint) -> str:
    """A long scarf, laid round once."""
    fringe = "".join(paint.line(f"M{x} 424 v18", 3) for x in range(124, 180, 9))
    more = "".join(paint.line(f"M{x} 396 v18", 3) for x in range(226, 280, 9))
    return (
        paint.shape("M214 190 L226 396 H284 L262 180 Z", paint.shade)
        + more
        + paint.shape(
            "M110 168 Q200 90 290 168 Q300 214 250 234 Q200 196 150 236 Q100 214 110 168 Z"
        )
        + paint.shape("M132 206 L120 424 H178 L196 216 Q170 236 132 206 Z")
        + fringe
        + paint.line("M140 170 Q200 128 260 170", 1.8)
        + paint.line("M124 360 h56 M122 380 h56", 5)
    )


def neckerchief(paint: Paint) -> str:
    """A silk square with one corner turned."""
    return (
        paint.shape("M200 96 L352 262 L200 428 L48 262 Z")
        + paint.line("M200 122 L328 262 L200 402 L72 262 Z", 5)
        + paint.shape("M200 96 L276 179 Q230 214 200 262 Q170 214 124 179 Z", paint.light)
    )


GOODS: dict[str, Callable[[Paint], str]] = {
    "loafer": lambda paint: low_shoe(paint, "loafer"),
    "maryjane": lambda paint: low_shoe(paint, "maryjane"),
    "sneakers": lambda paint: low_shoe(paint, "sneakers"),
    "runner": lambda paint: low_shoe(paint, "runner"),
    "boots": lambda paint: boot(paint, "boots"),
    "chelsea": lambda paint: boot(paint, "chelsea"),
    "slippers": slippers,
    "tote": tote,
    "shoulderbag": lambda paint: flap_bag(paint, "shoulderbag"),
    "crossbody": lambda paint: flap_bag(paint, "crossbody"),
    "chainbag": lambda paint: flap_bag(paint, "chainbag"),
    "backpack": backpack,
    "bucket": bucket,
    "hoops": hoops,
    "drops": drops,
    "necklace": necklace,
    "belt": belt,
    "scarf": scarf,
    "neckerchief": neckerchief,
}
