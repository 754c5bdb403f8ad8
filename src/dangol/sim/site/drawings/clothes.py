"""What is worn: tops, coats, dresses, trousers and skirts, drawn in a box of 400 by 500."""

# ruff: noqa: E501 - the points of a drawing read best on one line

from dangol.sim.site.drawings.paint import Paint

MIDDLE = 200


def top(
    paint: Paint, neck: str, *, hem: int = 372, half: int = 80, flare: int = 0, sleeve: int = 232
) -> str:
    """A body with sleeves of that length (0 is none) and a neck of that kind."""
    drawn: list[str] = []
    if sleeve:
        reach = 26 + sleeve * 0.17
        for side in (-1, 1):
            x = MIDDLE + side * half
            drawn.append(
                paint.shape(
                    f"M{x - side * 8:g} 132 Q{x + side * 26:g} 146 {x + side * 36:g} 208 "
                    f"L{x + side * reach:g} {134 + sleeve} L{x + side * (reach - 36):g} "
                    f"{142 + sleeve} L{x - side * 6:g} 214 Z"
                )
            )
            drawn.append(
                paint.line(
                    f"M{x + side * (reach - 2):g} {122 + sleeve} "
                    f"L{x + side * (reach - 36):g} {130 + sleeve}"
                )
            )
    left, right = MIDDLE - half, MIDDLE + half
    drawn.append(
        paint.shape(
            f"M166 112 L{left} 134 Q{left + 10} 180 {left + 6} 230 L{left - flare} {hem} "
            f"Q200 {hem + 12} {right + flare} {hem} L{right - 6} 230 Q{right - 10} 180 "
            f"{right} 134 L234 112 Q200 142 166 112 Z"
        )
    )
    drawn.append(paint.line(f"M{left + 16} 262 Q{left + 26} 320 {left + 18} {hem - 16}", 1.5))
    drawn.append(paint.line(f"M{right - 16} 262 Q{right - 26} 320 {right - 18} {hem - 16}", 1.5))
    drawn.append(_NECKS[neck](paint, hem))
    return "".join(drawn)


def _crew(paint: Paint, hem: int) -> str:
    return paint.shape(
        "M166 112 Q200 148 234 112 L228 106 Q200 132 172 106 Z", paint.shade
    ) + paint.line(f"M{MIDDLE - 62} {hem - 14} Q200 {hem - 3} {MIDDLE + 62} {hem - 14}", 2, "2 6")


def _v(paint: Paint, hem: int) -> str:
    return paint.shape(
        "M166 112 L200 190 L234 112 L226 106 L200 164 L174 106 Z", paint.shade
    ) + paint.line(f"M128 {hem - 14} Q200 {hem - 3} 272 {hem - 14}", 2, "2 6")


def _roll(paint: Paint, hem: int) -> str:
    return (
        paint.shape("M164 118 L168 78 Q200 70 232 78 L236 118 Q200 138 164 118 Z")
        + paint.line("M167 96 Q200 108 233 96", 1.8)
        + paint.line(f"M128 {hem - 14} Q200 {hem - 3} 272 {hem - 14}", 2, "2 6")
    )


def _placket(paint: Paint, hem: int) -> str:
    return paint.line(f"M200 136 V{hem + 5}", 2) + paint.dots(209, 160, hem - 30, 5)


def _shirt(paint: Paint, hem: int) -> str:
    return (
        _placket(paint, hem)
        + paint.shape("M166 112 Q182 98 200 102 L200 140 L178 160 L156 118 Z", paint.light)
        + paint.shape("M234 112 Q218 98 200 102 L200 140 L222 160 L244 118 Z", paint.light)
        + paint.line("M232 206 h34 v30 q-17 12 -34 0 z", 1.6)
    )


def _band(paint: Paint, hem: int) -> str:
    return _placket(paint, hem) + paint.shape(
        "M164 114 Q166 98 172 98 Q200 116 228 98 Q234 98 236 114 Q200 146 164 114 Z", paint.light
    )


def _cardigan(paint: Paint, hem: int) -> str:
    return (
        paint.shape("M166 112 L196 210 L200 214 L204 210 L234 112 L226 104 L200 170 L174 104 Z",
                    paint.shade)
        + paint.line(f"M196 212 V{hem + 4} M206 212 V{hem + 4}")
        + "".join(paint.dot(201, y, 5, "#8a6244") for y in range(232, hem - 8, 34))
    )  # fmt: skip


def _hood(paint: Paint, hem: int) -> str:
    return (
        paint.shape("M160 122 L166 82 Q200 70 234 82 L240 122 Q200 148 160 122 Z")
        + paint.line(f"M200 84 V{hem + 5}", 3)
        + paint.dot(200, 168, 5)
        + paint.line("M142 300 l26 18 M258 300 l-26 18", 2.4)
    )


def _lapels(paint: Paint, hem: int) -> str:
    return (
        paint.line(f"M200 246 V{hem + 5}")
        + paint.shape("M166 112 L150 128 L166 168 L154 176 L200 250 L200 232 Z", paint.shade)
        + paint.shape("M234 112 L250 128 L234 168 L246 176 L200 250 L200 232 Z", paint.shade)
        + paint.shape("M166 112 Q200 134 234 112 L226 102 Q200 120 174 102 Z", paint.light)
        + paint.dots(211, 262, 302, 2)
        + paint.line(f"M138 {min(hem - 60, 316)} h38 M224 {min(hem - 60, 316)} h38", 3)
    )


def _fur(paint: Paint, hem: int) -> str:
    wool = "#efe3cd"
    return (
        paint.line(f"M200 230 V{hem + 5}", 3)
        + paint.shape("M162 112 Q130 122 146 160 Q170 200 200 240 L200 214 Q184 160 176 106 Z", wool)
        + paint.shape("M238 112 Q270 122 254 160 Q230 200 200 240 L200 214 Q216 160 224 106 Z", wool)
        + paint.shape(f"M120 {hem - 14} Q200 {hem + 2} 280 {hem - 14} l0 18 "
                      f"Q200 {hem + 20} 120 {hem + 4} Z", wool)
    )  # fmt: skip


_NECKS = {
    "crew": _crew,
    "v": _v,
    "roll": _roll,
    "shirt": _shirt,
    "band": _band,
    "cardigan": _cardigan,
    "hood": _hood,
    "lapels": _lapels,
    "fur": _fur,
}


def belted(paint: Paint, at: int, half: int) -> str:
    """A belt with a buckle over whatever was drawn before."""
    return (
        paint.shape(f"M{MIDDLE - half} {at} h{half * 2} v18 h-{half * 2} z", paint.shade)
        + f'<rect x="188" y="{at - 3}" width="24" height="24" rx="3" fill="none" '
        f'stroke="{paint.deep}" stroke-width="3"/>'
    )


def puffer(paint: Paint) -> str:
    """A short down jacket in its quilted rows."""
    rows = "".join(paint.line(f"M120 {y} Q200 {y + 13} 280 {y}") for y in range(176, 322, 36))
    return top(paint, "hood", hem=330, half=88, sleeve=196) + rows


def dress(paint: Paint, kind: str) -> str:
    """A dress: `slip`, `bustier`, `shirt`, `knit`, or a plain one with short sleeves."""
    if kind == "knit":
        return top(paint, "roll", hem=448, half=62, flare=14, sleeve=216)
    if kind == "shirt":
        return top(paint, "shirt", hem=436, half=72, flare=34, sleeve=216) + belted(paint, 246, 70)
    if kind == "slip":
        return (
            paint.line("M168 132 L176 66 M232 132 L224 66", 4)
            + paint.shape(
                "M160 136 Q180 126 200 144 Q220 126 240 136 Q250 190 244 226 Q262 330 292 440 "
                "Q200 460 108 440 Q138 330 156 226 Q150 190 160 136 Z"
            )
            + paint.line("M156 226 Q200 240 244 226", 1.8)
            + paint.line("M176 250 Q166 350 156 436 M224 250 Q234 350 244 436", 1.5)
        )
    body = (
        "M166 112 L140 130 Q150 190 152 232 Q132 330 104 436 Q200 458 296 436 Q268 330 248 232 "
        "Q250 190 260 130 L234 112 Q200 146 166 112 Z"
    )
    if kind == "bustier":
        under = Paint("#f4f2ec", "#e3dfd5", "#8d8a84", "#ffffff", "#f4f2ec")
        return (
            top(under, "crew", hem=250, half=62, sleeve=74)
            + paint.shape(
                "M150 176 Q176 168 200 186 Q224 168 250 176 L248 240 Q270 330 292 436 "
                "Q200 456 108 436 Q130 330 152 240 Z"
            )
            + paint.line("M162 176 L170 122 M238 176 L230 122", 5)
            + paint.line("M152 242 Q200 254 248 242", 1.8)
        )
    return (
        paint.shape("M146 128 Q104 140 104 196 Q126 210 152 196 Z")
        + paint.shape("M254 128 Q296 140 296 196 Q274 210 248 196 Z")
        + paint.shape(body)
        + paint.line("M152 232 Q200 246 248 232")
        + paint.line("M176 252 Q160 350 146 430 M224 252 Q240 350 254 430 M200 250 V440", 1.5)
        + paint.shape("M166 112 Q200 148 234 112 L228 107 Q200 134 172 107 Z", paint.shade)
    )


def trousers(paint: Paint, *, hem: int = 44, bottom: int = 438, is_elastic: bool = False) -> str:
    """Two legs of that width below."""
    drawn = paint.shape(
        f"M146 104 L254 104 Q270 170 {232 + hem} {bottom} L{226 - hem // 4} {bottom} "
        f"L200 214 L{174 + hem // 4} {bottom} L{168 - hem} {bottom} Q130 170 146 104 Z"
    )
    if is_elastic:
        drawn += paint.shape("M144 100 h112 v22 h-112 z", paint.shade)
        drawn += "".join(paint.line(f"M{x} 103 v16", 1.3) for x in range(152, 254, 9))
        drawn += paint.line("M194 122 q-10 24 -4 34 M206 122 q10 24 4 34", 3)
        for x in (168 - hem, 226 - hem // 4):
            width = 6 + hem + hem // 4
            drawn += paint.shape(f"M{x} {bottom - 6} h{width} v16 h-{width} z", paint.shade)
    else:
        drawn += paint.shape("M145 100 h110 v20 h-110 z", paint.light)
        drawn += paint.dot(200, 110, 4.5) + paint.line("M200 120 V210 M200 190 q14 -12 12 -68", 1.6)
        drawn += paint.line(f"M168 140 L{160 - hem // 3} {bottom - 8} "
                            f"M232 140 L{240 + hem // 3} {bottom - 8}", 1.4)  # fmt: skip
    return drawn + paint.line("M150 128 q6 30 -6 46 M250 128 q-6 30 6 46", 2)


def skirt(paint: Paint, kind: str) -> str:
    """A skirt: `mini`, `mermaid`, `tiered`, `pencil`, or a long one."""
    shapes = {
        "mini": "M148 150 L252 150 L286 336 Q200 352 114 336 Z",
        "mermaid": "M150 110 L250 110 Q272 200 244 330 L300 436 Q200 462 100 436 L156 330 "
        "Q128 200 150 110 Z",
        "tiered": "M152 110 L248 110 L272 212 L264 214 L300 326 L288 328 L322 440 Q200 462 78 440 "
        "L112 328 L100 326 L136 214 L128 212 Z",
        "pencil": "M148 120 L252 120 Q274 200 256 410 Q200 420 144 410 Q126 200 148 120 Z",
        "long": "M150 110 L250 110 L306 436 Q200 458 94 436 Z",
    }
    start = {"mini": 140, "pencil": 110}.get(kind, 100)
    folds = {
        "mini": "M176 176 l-10 150 M224 176 l10 150 M150 196 h34 M216 196 h34",
        "tiered": "M130 214 Q200 230 270 214 M104 328 Q200 346 296 328 M176 130 l-8 74 "
        "M224 130 l8 74 M160 236 l-12 84 M240 236 l12 84 M200 240 v90 M130 350 l-16 84 "
        "M200 350 v90 M270 350 l16 84",
        "pencil": "M200 410 V340 M176 140 l-8 50 M224 140 l8 50",
        "mermaid": "M156 330 Q200 344 244 330 M170 340 l-24 96 M230 340 l24 96 M200 344 v100",
        "long": "M178 130 L148 436 M222 130 L252 436",
    }
    return (
        paint.shape(shapes[kind])
        + paint.line(folds[kind], 1.6)
        + paint.shape(f"M148 {start} h104 v20 h-104 z", paint.light)
    )


def pajamas(paint: Paint) -> str:
    """A shirt and trousers that belong together, one over the other."""
    legs = trousers(paint, hem=26, bottom=430, is_elastic=True)
    shirt = top(paint, "shirt", hem=330, half=82, sleeve=190)
    return (
        f'<g transform="translate(118 92) scale(.78)">{legs}</g>'
        f'<g transform="translate(-14 -22) scale(.92)">{shirt}</g>'
    )


def robe(paint: Paint) -> str:
    """A wrapped gown with a tied belt."""
    return (
        top(paint, "lapels", hem=430, half=84, flare=12, sleeve=180)
        + paint.shape("M122 252 h156 v20 h-156 z", paint.shade)
        + paint.line("M206 270 q10 40 -4 70 M214 268 q24 36 22 66", 7)
    )
