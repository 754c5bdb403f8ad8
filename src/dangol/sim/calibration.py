"""What real shoppers do, as a few numbers of our own, and how they were measured.

Source: aggregates of the RetailRocket data set (1.4 million visitors of one shop, May to September
2015): `v1_funnel_global`, `v2_heatmap_hora_dia`, `v3_abandono_tiempo`, `v4_clusters_agregado`.
`python -m dangol.sim.calibration FOLDER` measures them again.

Read with care:
- The hours of the files are UTC and the shop's zone is not named. The quietest hour, 10 UTC, is
  read as 5 in the morning, so the shop is taken to live at UTC-5; its days are cut there too.
- The minutes to abandonment are read as the time from the first product put in the cart to the
  visitor's last view or addition: 42% of them are exactly 0, and a shorter span would have more.
- 1,143 of the 11,719 buyers never put anything in a cart (27,146 of 37,722 carts are called
  abandoned). Our shoppers always do, so cart to purchase is the funnel's ratio, 0.31, not 0.28.
- Visits and views of a visitor are means over 138 days; a simulated month holds the same numbers.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from dangol.terms.errors import InputError

UTC_OFFSET_HOURS = -5
DAYS = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")
KIND_NAMES = ("browsing", "loyal", "intent", "passing")
"""Our names for the source's clusters 0 to 3."""
QUANTILES = 20
"""The minutes to abandonment are kept at every twentieth."""


class KindOfVisitor(msgspec.Struct, frozen=True):
    """A group of visitors who behave alike."""

    name: str
    share: float
    views: float
    """Product views of one visitor, all visits together."""
    visits: float
    view_to_cart: float
    cart_to_purchase: float


class Calibration(msgspec.Struct, frozen=True):
    """The parameters of the shopper model that were measured on real shoppers."""

    view_to_cart: float
    """Share of the visitors who viewed a product and put one in the cart."""
    cart_to_purchase: float
    """Share of those who then ordered."""
    abandoned_at_once: float
    """Share of abandoned carts where the first addition was the last thing that happened."""
    abandoned_under_30_min: float
    abandon_min: tuple[float, ...]
    """Minutes to abandonment at the quantiles 0, 0.05, ... 1."""
    hours: tuple[float, ...]
    """Share of product views by hour of the shop's day."""
    days: tuple[float, ...]
    """Share of product views by day of the week, Monday first."""
    kinds: tuple[KindOfVisitor, ...]


STATED = Calibration(
    view_to_cart=0.02686,
    cart_to_purchase=0.3107,
    abandoned_at_once=0.4248,
    abandoned_under_30_min=0.7345,
    abandon_min=(
        *(0.0,) * 9,
        *(0.17, 0.71, 1.67, 3.36, 6.67, 14.78),
        *(46.39, 605.13, 2814.41, 9968.37, 33045.61, 194408.09),
    ),
    hours=(
        *(0.0435, 0.028, 0.016, 0.0093, 0.0065, 0.006, 0.0075, 0.0115),
        *(0.0187, 0.0299, 0.0468, 0.0585, 0.0648, 0.0654, 0.0662, 0.0679),
        *(0.0667, 0.0637, 0.0577, 0.0523, 0.0511, 0.0531, 0.0551, 0.0538),
    ),
    days=(0.1618, 0.1595, 0.1554, 0.1485, 0.1325, 0.1117, 0.1307),
    kinds=(
        KindOfVisitor("browsing", 0.1083, 3.936, 1.766, 0.004, 0.5939),
        KindOfVisitor("loyal", 0.035, 11.493, 4.808, 0.0769, 0.5787),
        KindOfVisitor("intent", 0.0212, 4.009, 1.61, 1.0, 0.2749),
        KindOfVisitor("passing", 0.8355, 1.172, 1.028, 0.003, 0.269),
    ),
)
"""Measured once; a test holds them equal to `measure` over the real files."""


class CalibrationDataError(InputError):
    """The folder does not hold the files to measure from."""

    code = "sim.calibration_data_missing"

    def __init__(self, folder: Path, missing: str) -> None:
        super().__init__(
            f"{folder} holds no {missing}",
            hint="name the folder that holds retailrocket_abandon_times",
        )


def measure(folder: Path) -> Calibration:
    """The calibration as the files in `folder` give it, rounded as STATED is.

    Raises: CalibrationDataError (`sim.calibration_data_missing`).
    """
    import duckdb

    nested = folder / "retailrocket_abandon_times"
    folder = nested if nested.is_dir() else folder
    db = duckdb.connect()
    db.execute("set threads = 1")

    def rows(name: str, select: str) -> list[tuple[Any, ...]]:
        file = folder / name
        if not file.is_file():
            raise CalibrationDataError(folder, name)
        # Numbers are written with a decimal comma inside quotes: everything is read as text first.
        db.execute(
            "create or replace macro number(t) as cast(replace(t, ',', '.') as double)",
        )
        source = "read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"')"
        return db.execute(select.replace("FILE", source), [str(file)]).fetchall()

    viewed, carted, bought = (
        n for (n,) in rows("v1_funnel_global.csv", "select number(visitantes) from FILE")
    )
    week = [0.0] * 168
    for day, hour, views in rows(
        "v2_heatmap_hora_dia.csv", "select dow_name, number(hour), number(view) from FILE"
    ):
        at = DAYS.index(str(day)) * 24 + int(hour) + UTC_OFFSET_HOURS
        week[at % 168] += views
    total = sum(week)
    levels = ", ".join(str(i / QUANTILES) for i in range(QUANTILES + 1))
    minutes = "number(time_to_abandon_min)"
    ((at_once, under_30, quantiles),) = rows(
        "v3_abandono_tiempo.csv",
        f"select avg(cast({minutes} = 0 as int)), avg(cast({minutes} < 30 as int)),"
        f" quantile_cont({minutes}, [{levels}]) from FILE",
    )
    clusters = rows(
        "v4_clusters_agregado.csv",
        "select number(cluster), number(total_visitantes), number(avg_views),"
        " number(avg_sessions), number(avg_atc), number(total_convertidos) from FILE order by 1",
    )
    return Calibration(
        view_to_cart=round(carted / viewed, 5),
        cart_to_purchase=round(bought / carted, 4),
        abandoned_at_once=round(at_once, 4),
        abandoned_under_30_min=round(under_30, 4),
        abandon_min=tuple(round(q, 2) for q in quantiles),
        hours=tuple(round(sum(week[hour::24]) / total, 4) for hour in range(24)),
        days=tuple(round(sum(week[day * 24 : day * 24 + 24]) / total, 4) for day in range(7)),
        kinds=_kinds(clusters, carted / viewed),
    )


def _kinds(clusters: list[tuple[Any, ...]], view_to_cart: float) -> tuple[KindOfVisitor, ...]:
    """The clusters with a cart rate each.

    The files give additions per visitor, not visitors with an addition. For the thin clusters the
    two are taken as one, "intent" has at least one addition each, and "loyal" takes what remains
    of the funnel's total.
    """
    everyone = sum(row[1] for row in clusters)
    share = [row[1] / everyone for row in clusters]
    cart = [min(1.0, row[4]) for row in clusters]
    loyal = KIND_NAMES.index("loyal")
    others = sum(s * c for i, (s, c) in enumerate(zip(share, cart, strict=True)) if i != loyal)
    cart[loyal] = (view_to_cart - others) / share[loyal]
    return tuple(
        KindOfVisitor(
            name=KIND_NAMES[i],
            share=round(share[i], 4),
            views=row[2],
            visits=row[3],
            view_to_cart=round(cart[i], 4),
            cart_to_purchase=round(min(1.0, row[5] / row[1] / cart[i]), 4),
        )
        for i, row in enumerate(clusters)
    )


def render_calibration(calibration: Calibration) -> str:
    """The calibration as indented JSON, to be compared with STATED by eye or by machine."""
    return msgspec.json.format(msgspec.json.encode(calibration), indent=2).decode()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m dangol.sim.calibration FOLDER")
    sys.stdout.write(render_calibration(measure(Path(sys.argv[1]))) + "\n")
