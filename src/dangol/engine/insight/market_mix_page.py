"""The mix of customers, and how far it is from where the product aims, as pages."""

from collections.abc import Sequence

from dangol.engine.insight.charts import BarRow, Bars, Measured
from dangol.engine.insight.market_words import (
    Words,
    column_facts,
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
    say = words_in(language)
    kinds = [kind_name(one.id, say) for one in mix.by_kind]
    first = mix.by_kind[0]
    sections = [_groups(mix, mix.by_kind, kinds, "by_kind", say)]
    if mix.by_vertical:
        names = [vertical_name(one.id, labels, language) for one in mix.by_vertical]
        sections.append(_groups(mix, mix.by_vertical, names, "by_vertical", say))
    sections.append(
        Section(
            say("not_counted"), words=what_disagrees(mix, say) or [say("all_agrees")], source=source
        )
    )
    return Page(
        title=say("mix.title", kind=kinds[0], share=share(first.share)),
        lead=say("mix.lead", rows=mix.rows, total=mix.total),
        sections=sections,
        language=language,
        kind=say("kind_mix"),
        facts=[
            (say("file"), ", ".join(source.files)),
            (say("rows"), render_number(mix.rows)),
            *column_facts(mix.columns, mix.unused, say),
        ],
    )


def fit_page(fit: Fit, customers: Mix, targets: Mix, source: Source, language: Language) -> Page:
    """Aims, customers and targets side by side, and the index with its definition."""
    say = words_in(language)
    sides = (("aims", fit.aims), ("today", fit.customers), ("targets", fit.targets))
    picture = Bars(
        say("fit.picture"),
        [
            BarRow(
                kind_name(kind, say),
                [Measured(held.get(kind, 0.0), share(held.get(kind, 0.0))) for _, held in sides],
            )
            for kind in fit.kinds
        ],
        [say(name) for name, _ in sides],
        most=1.0,
    )
    shares = Table(
        say("share"),
        [Column(say("kind")), *(Column(say(name)) for name, _ in sides)],
        [
            [kind_name(kind, say), *(share(held.get(kind, 0.0)) for _, held in sides)]
            for kind in fit.kinds
        ],
        notes=[say("mix.definition"), say("fit.aims_are_given")],
    )
    aims = ", ".join(f"{kind_name(kind, say)} {share(part)}" for kind, part in fit.aims.items())
    disagree = [
        f"{say(name)}: {words}"
        for name, mix in (("today", customers), ("targets", targets))
        for words in what_disagrees(mix, say)
    ]
    return Page(
        title=say("fit.title", index=index(fit.distances[0].index)),
        lead=say("fit.lead", customers=customers.total, targets=targets.total, aims=aims),
        sections=[
            Section(say("fit.picture"), charts=[picture], tables=[shares]),
            _indices(fit, say),
            Section(say("not_counted"), words=disagree or [say("all_agrees")], source=source),
        ],
        language=language,
        kind=say("kind_fit"),
        facts=[
            (say("file"), ", ".join(source.files)),
            (say("rows"), f"{customers.rows:,} + {targets.rows:,}"),
            *column_facts(customers.columns, customers.unused, say, of="today"),
            *column_facts(targets.columns, targets.unused, say, of="targets"),
        ],
        figures=[
            Figure(_pair(one, say), index(one.index), say("fit.index")) for one in fit.distances
        ],
    )


def what_disagrees(mix: Mix, say: Words) -> list[str]:
    """Sentences on rows that were not counted, and on figures that do not fit each other."""
    said: list[str] = []
    if mix.printed_total is not None and mix.missing:
        said.append(
            say(
                "mix.total_differs",
                printed=mix.printed_total,
                total=mix.total,
                missing=abs(mix.missing),
            )
        )
        said += [
            say(
                "mix.of_printed",
                name=kind_name(one.id, say),
                count=one.count,
                printed=mix.printed_total,
                share=share(one.count / mix.printed_total),
            )
            for one in mix.by_kind
        ]
    if mix.printed_shares_sum is not None and float(mix.printed_shares_sum) not in (1.0, 100.0):
        said.append(say("mix.shares_sum", sum=printed_share(mix.printed_shares_sum)))
    said += [
        say(
            "mix.share_differs",
            name=kind_name(one.id, say),
            printed=printed_share(one.printed_share or ""),
            share=share(one.share),
        )
        for one in mix.by_kind
        if one.is_within_rounding is False
    ]
    said += [
        say(
            "mix.left_out", row=one.row, reason=say(f"mix.{one.reason.value}"), value=one.value
        ).strip()
        for one in mix.left_out[:MOST_LEFT_OUT]
    ]
    if mix.kind_from_labels:
        said.append(say("mix.from_labels", n=mix.kind_from_labels))
    if mix.unmapped:
        said.append(say("mix.unmapped", names=listed(mix.unmapped)))
    if mix.conflicts:
        said.append(say("mix.conflict", names=listed(mix.conflicts)))
    return said


def _groups(
    mix: Mix, groups: Sequence[Group], names: Sequence[str], heading: str, say: Words
) -> Section:
    is_printed = any(one.printed_share for one in groups)
    is_open = mix.missing > 0
    columns = [
        Column(say(heading.removeprefix("by_"))),
        Column(say("customers")),
        Column(say("recomputed")),
    ]
    columns += [Column(say("printed")), Column(say("check"), is_number=False)] if is_printed else []
    columns += [Column(say("bounds"))] if is_open else []
    rows: list[list[str | Cell]] = []
    for one, name in zip(groups, names, strict=True):
        row: list[str | Cell] = [name, render_number(one.count), share(one.share)]
        if is_printed:
            row += [
                printed_share(one.printed_share) if one.printed_share else "–",
                _check(one, say),
            ]
        if is_open:
            row.append(f"{share(one.share_low)} – {share(one.share_high)}")
        rows.append(row)
    total: list[str | Cell] = [say("sum"), render_number(mix.total), share(1.0)]
    if is_printed:
        total += [printed_share(mix.printed_shares_sum) if mix.printed_shares_sum else "–", ""]
    if is_open:
        total.append("")
    notes = [say("mix.definition")]
    notes += [say("mix.definition_bounds")] if is_open else []
    notes += [say("mix.definition_vertical")] if any("; " in one.id for one in groups) else []
    bars = [
        BarRow(name, [Measured(one.share, share(one.share))])
        for one, name in zip(groups[:MOST_VERTICALS], names, strict=False)
    ]
    return Section(
        say(f"mix.{heading}"),
        charts=[Bars(say("recomputed"), bars, most=1.0 if heading == "by_kind" else None)],
        tables=[Table(table_of(say(f"mix.{heading}"), say), columns, rows, [total], notes)],
    )


def _check(one: Group, say: Words) -> Cell:
    if one.is_within_rounding is None:
        return Cell("–", "quiet")
    return (
        Cell(say("agrees"), "green") if one.is_within_rounding else Cell(say("disagrees"), "amber")
    )


def _indices(fit: Fit, say: Words) -> Section:
    is_open = any(one.high - one.low > 1e-9 for one in fit.distances)
    columns = [Column(say("fit.pair")), Column(say("fit.index")), Column(say("fit.friendly"))]
    columns += [Column(say("bounds"))] if is_open else []
    rows: list[list[str | Cell]] = []
    for one in fit.distances:
        row: list[str | Cell] = [_pair(one, say), index(one.index)]
        row.append(Cell(index(one.index_if_mixed_fits), "assumption"))
        row += [f"{index(one.low)} – {index(one.high)}"] if is_open else []
        rows.append(row)
    bars = [
        BarRow(_pair(one, say), [Measured(one.index, index(one.index))]) for one in fit.distances
    ]
    notes = [say("fit.definition"), say("fit.definition_friendly")]
    return Section(
        say("fit.index"),
        charts=[Bars(f"{say('fit.index')} (0 – 1)", bars, most=1.0)],
        tables=[Table(table_of(say("fit.index"), say), columns, rows, notes=notes)],
    )


def _pair(one: Distance, say: Words) -> str:
    return say(f"fit.{one.one}_and_{one.other}")
