"""Colours, patterns and strokes that every picture of the shelf is drawn with."""

# ruff: noqa: ISC004 - the points of a drawing read best on one line

import msgspec

INK = "#23222c"
PAPERS = ("#f2ece3", "#e8edef", "#f3e8e5", "#ebeee3", "#eeeaf2", "#f4eedd")


class Paint(msgspec.Struct, frozen=True):
    """One colour with the shades that go beside it, and what its surfaces are filled with."""

    base: str
    shade: str
    deep: str
    light: str
    fill: str
    """The base, or a pattern upon it."""

    def shape(self, path: str, fill: str | None = None) -> str:
        """A filled surface with a soft outline."""
        return (
            f'<path d="{path}" fill="{fill or self.fill}" stroke="{self.deep}" '
            'stroke-width="2.5" stroke-linejoin="round"/>'
        )

    def line(self, path: str, width: float = 2, dash: str = "") -> str:
        """A seam, a fold or a strap."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<path d="{path}" fill="none" stroke="{self.deep}" stroke-width="{width}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str | None = None) -> str:
        """A button, an eyelet, a stone."""
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill or self.light}" '
            f'stroke="{self.deep}" stroke-width="1.5"/>'
        )

    def dots(self, x: float, first: float, last: float, count: int) -> str:
        """A row of buttons from top to bottom."""
        step = (last - first) / max(1, count - 1)
        return "".join(self.dot(x, first + step * place, 3.5) for place in range(count))


def mix(one: str, other: str, share: float) -> str:
    """The colour that has that share of the other in it. Shape: both "#rrggbb"."""
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def paint_of(base: str, pattern: str) -> tuple[Paint, str]:
    """The paint of a colour in a pattern, and the definitions its fill refers to."""
    # Seams that are darker than black would not be seen.
    is_dark = sum(int(base[i : i + 2], 16) for i in (1, 3, 5)) < 300
    paint = Paint(
        base=base,
        shade=mix(base, "#ffffff", 0.1) if is_dark else mix(base, INK, 0.14),
        deep=mix(base, "#ffffff", 0.42) if is_dark else mix(base, INK, 0.5),
        light=mix(base, "#ffffff", 0.2 if is_dark else 0.4),
        fill="url(#cloth)" if pattern in _TILES else base,
    )
    if pattern not in _TILES:
        return paint, ""
    size, marks = _TILES[pattern]
    drawn = marks.format(
        shade=mix(base, INK, 0.24), light=mix(base, "#ffffff", 0.6), warm=mix(base, "#c5654a", 0.6)
    )
    tile = (
        f'<pattern id="cloth" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size}" height="{size}" fill="{base}"/>{drawn}</pattern>'
    )
    return paint, tile


_TILES = {
    "stripe": (14, '<path d="M4 0V14" stroke="{light}" stroke-width="3"/>'),
    "check": (
        36,
        '<path d="M9 0V36M0 9H36" stroke="{shade}" stroke-width="9" opacity=".55"/>'
        '<path d="M27 0V36M0 27H36" stroke="{light}" stroke-width="2.5" opacity=".9"/>',
    ),
    "dots": (22, '<circle cx="6" cy="6" r="3.2" fill="{light}"/>'
                 '<circle cx="17" cy="17" r="3.2" fill="{light}"/>'),
    "floral": (
        46,
        '<g fill="{light}"><circle cx="12" cy="8" r="4"/><circle cx="8" cy="14" r="4"/>'
        '<circle cx="16" cy="14" r="4"/></g><circle cx="12" cy="12" r="2.4" fill="{warm}"/>'
        '<g fill="{warm}" opacity=".85"><circle cx="34" cy="31" r="3.2"/>'
        '<circle cx="31" cy="36" r="3.2"/><circle cx="37" cy="36" r="3.2"/></g>'
        '<path d="M22 24q4-5 8-2q-4 5-8 2z" fill="{shade}"/>',
    ),
    "cable": (
        34,
        '<path d="M8 0q10 8 0 17q-10 9 0 17M17 0q-10 8 0 17q10 9 0 17" fill="none" '
        'stroke="{shade}" stroke-width="3"/><path d="M27 0V34" stroke="{shade}" '
        'stroke-width="1.6" opacity=".7"/>',
    ),
    "rib": (9, '<path d="M3 0V9" stroke="{shade}" stroke-width="2.4" opacity=".8"/>'),
    "pleat": (18, '<path d="M2 0V18" stroke="{shade}" stroke-width="2.4"/>'
                  '<path d="M6 0V18" stroke="{light}" stroke-width="2" opacity=".6"/>'),
    "quilt": (34, '<path d="M0 0L34 34M34 0L0 34" stroke="{shade}" stroke-width="2.4"/>'),
    "waffle": (13, '<path d="M0 2H13M2 0V13" stroke="{shade}" stroke-width="2" opacity=".7"/>'),
    "denim": (6, '<path d="M0 6L6 0" stroke="{light}" stroke-width="1" opacity=".45"/>'),
}  # fmt: skip
