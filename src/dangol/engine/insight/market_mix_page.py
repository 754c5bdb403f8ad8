"""The mix of customers, and how far it is from where the product aims, as pages."""

from collections.abc import Sequence

from dangol.engine.insight.charts import BarRow, Bars, Measured
from dangol.engine.insight.market_words import (
    Words,
    index,
    kind_name,
    listed,
    printed_share,
    share,
    table_of,
    vertical_name,
    words_in,
)
from dangol.engine.insight.pages import Cell, Column, Figure, Page, Section, Source, Table
from dangol.insight.market.fit import Distance, Fit
from dangol.insight.market.labels import Labels
from dangol.insight.market.mix import Group, Mix
from dangol.terms.languages import Language
from dangol.terms.texts import render_number

MOST_VERTICALS = 20
"""Bars of verticals; the table has all."""
MOST_LEFT_OUT = 20
"""Rows that were not counted and are named; the JSON has all."""


def mix_page(mix: Mix, labels: Labels, source: Source, language: Language) -> Page:
    """The composition, what was printed beside it, and what does not agree."""
    t = words_in(language)
    kinds = [kind_name(one.id, t) for one in mix.by_kind]
    first = mix.by_kind[0]
    sections = [_groups(mix, mix.by_kind, kinds, "by_kind", t)]
    if mix.by_vertical:
        names = [vertical_name(one.id, labels, language) for one in mix.by_vertical]
        sections.append(_groups(mix, mix.by_vertical, names, "by_vertical", t))
    sections.append(
        Section(t("not_counted"), words=what_disagrees(mix, t) or [t("all_agrees")], source=source)
    )
    return Page(
        title=t("mix.title", kind=kinds[0], share=share(first.share)),
        lead=t("mix.lead", rows=mix.rows, total=mix.total),
        sections=sections,
        language=language,
        kind=t("kind_mix"),
        facts=[(t("file"), ", ".join(source.files)), (t("rows"), render_number(mix.rows))],
    )


def fit_page(fit: Fit, customers: Mix, targets: Mix, source: Source, language: Language) -> Page:
    """Aims, customers and targets side by side, and the index with its definition."""
    t = words_in(language)
    sides = (("aims", fit.aims), ("today", fit.customers), ("targets", fit.targets))
    picture = Bars(
        t("fit.picture"),
        [
            BarRow(
                kind_name(kind, t),
                [Measured(held.get(kind, 0.0), share(held.get(kind, 0.0))) for _, held in sides],
            )
            for kind in fit.kinds
        ],
        [t(name) for name, _ in sides],
        most=1.0,
    )
    shares = Table(
        t("share"),
        [Column(t("kind")), *(Column(t(name)) for name, _ in sides)],
        [
            [kind_name(kind, t), *(share(held.get(kind, 0.0)) for _, held in sides)]
            for kind in fit.kinds
        ],
        notes=[t("mix.definition"), t("fit.aims_are_given")],
    )
    aims = ", ".join(f"{kind_name(kind, t)} {share(part)}" for kind, part in fit.aims.items())
    disagree = [
        f"{t(name)}: {words}"
        for name, mix in (("today", customers), ("targets", targets))
        for words in what_disagrees(mix, t)
    ]
    return Page(
        title=t("fit.title", index=index(fit.distances[0].index)),
        lead=t("fit.lead", customers=customers.total, targets=targets.total, aims=aims),
        sections=[
            Section(t("fit.picture"), charts=[picture], tables=[shares]),
            _indices(fit, t),
            Section(t("not_counted"), words=disagree or [t("all_agrees")], source=source),
        ],
        language=language,
        kind=t("kind_fit"),
        facts=[
            (t("file"), ", ".join(source.files)),
            (t("rows"), f"{customers.rows:,} + {targets.rows:,}"),
        ],
        figures=[Figure(_pair(one, t), index(one.index), t("fit.index")) for one in fit.distances],
    )


def what_disagrees(mix: Mix, t: Words) -> list[str]:
    """Sentences on rows that were not counted, and on figures that do not fit each other."""
    said: list[str] = []
    if mix.printed_total is not None and mix.missing:
        said.append(
            t(
                "mix.total_differs",
                printed=mix.printed_total,
                total=mix.total,
                missing=abs(mix.missing),
            )
        )
        said += [
            t(
                "mix.of_printed",
                name=kind_name(one.id, t),
                count=one.count,
                printed=mix.printed_total,
                share=share(one.count / mix.printed_total),
            )
            for one in mix.by_kind
        ]
    if mix.printed_shares_sum is not None and float(mix.printed_shares_sum) not in (1.0, 100.0):
        said.append(t("mix.shares_sum", sum=printed_share(mix.printed_shares_sum)))
    said += [
        t(
            "mix.share_differs",
            name=kind_name(one.id, t),
            printed=printed_share(one.printed_share or ""),
            share=share(one.share),
        )
        for one in mix.by_kind
        if one.is_within_rounding is False
    ]
    said += [
        t("mix.left_out", row=one.row, reason=t(f"mix.{one.reason.value}"), value=one.value).strip()
        for one in mix.left_out[:MOST_LEFT_OUT]
    ]
    if mix.kind_from_labels:
        said.append(t("mix.from_labels", n=mix.kind_from_labels))
    if mix.unmapped:
        said.append(t("mix.unmapped", names=listed(mix.unmapped)))
    if mix.conflicts:
        said.append(t("mix.conflict", names=listed(mix.conflicts)))
    return said


def _groups(
    mix: Mix, groups: Sequence[Group], names: Sequence[str], heading: str, t: Words
) -> Section:
    is_printed = any(one.printed_share for one in groups)
    is_open = mix.missing > 0
    columns = [
        Column(t(heading.removeprefix("by_"))),
        Column(t("customers")),
        Column(t("recomputed")),
    ]
    columns += [Column(t("printed")), Column(t("check"), is_number=False)] if is_printed else []
    columns += [Column(t("bounds"))] if is_open else []
    rows: list[list[str | Cell]] = []
    for one, name in zip(groups, names, strict=True):
        row: list[str | Cell] = [name, render_number(one.count), share(one.share)]
        if is_printed:
            row += [printed_share(one.printed_share) if one.printed_share else "–", _check(one, t)]
        if is_open:
            row.append(f"{share(one.share_low)} – {share(one.share_high)}")
        rows.append(row)
    total: list[str | Cell] = [t("sum"), render_number(mix.total), share(1.0)]
    if is_printed:
        total += [printed_share(mix.printed_shares_sum) if mix.printed_shares_sum else "–", ""]
    if is_open:
        total.append("")
    notes = [t("mix.definition")]
    notes += [t("mix.definition_bounds")] if is_open else []
    notes += [t("mix.definition_vertical")] if any("; " in one.id for one in groups) else []
    bars = [
        BarRow(name, [Measured(one.share, share(one.share))])
        for one, name in zip(groups[:MOST_VERTICALS], names, strict=False)
    ]
    return Section(
        t(f"mix.{heading}"),
        charts=[Bars(t("recomputed"), bars, most=1.0 if heading == "by_kind" else None)],
        tables=[Table(table_of(t(f"mix.{heading}"), t), columns, rows, [total], notes)],
    )


def _check(one: Group, t: Words) -> Cell:
    if one.is_within_rounding is None:
        return Cell("–", "quiet")
    return Cell(t("agrees"), "green") if one.is_within_rounding else Cell(t("disagrees"), "amber")


def _indices(fit: Fit, t: Words) -> Section:
    is_open = any(one.high - one.low > 1e-9 for one in fit.distances)
    columns = [Column(t("fit.pair")), Column(t("fit.index")), Column(t("fit.friendly"))]
    columns += [Column(t("bounds"))] if is_open else []
    rows: list[list[str | Cell]] = []
    for one in fit.distances:
        row: list[str | Cell] = [_pair(one, t), index(one.index)]
        row.append(Cell(index(one.index_if_mixed_fits), "assumption"))
        row += [f"{index(one.low)} – {index(one.high)}"] if is_open else []
        rows.append(row)
    bars = [BarRow(_pair(one, t), [Measured(one.index, index(one.index))]) for one in fit.distances]
    notes = [t("fit.definition"), t("fit.definition_friendly")]
    return Section(
        t("fit.index"),
        charts=[Bars(f"{t('fit.index')} (0 – 1)", bars, most=1.0)],
        tables=[Table(table_of(t("fit.index"), t), columns, rows, notes=notes)],
    )


def _pair(one: Distance, t: Words) -> str:
    return t(f"fit.{one.one}_and_{one.other}")
