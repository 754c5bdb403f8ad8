"""Which existing customer to offer which motion first, and why, as a page."""

from dangol.engine.insight.charts import BarRow, Bars, Measured
from dangol.engine.insight.market_words import Words, column_facts, listed, share, words_in
from dangol.engine.insight.pages import Column, Page, Section, Source, Table
from dangol.insight.market.crosssell import Criterion, CrossSell, Customer, Motion, MotionFit
from dangol.terms.languages import Language
from dangol.terms.texts import render_number


def crosssell_page(
    found: CrossSell, motions: tuple[Motion, ...], top: int, source: Source, language: Language
) -> Page:
    """The best customers for each motion, with their reasons and what is left to ask."""
    say = words_in(language)
    sections = [
        _motion(found, place, motion, top=top, say=say, language=language)
        for place, motion in enumerate(motions)
    ]
    notes: list[str] = [
        say("mix.left_out", row=row, reason=say("mix.total"), value="").strip()
        for row in found.totals
    ]
    if found.missing:
        notes.append(say("crosssell.missing", names=listed(found.missing)))
    if found.doubled:
        notes.append(say("crosssell.doubled", names=listed(found.doubled)))
    if found.silent:
        notes.append(say("crosssell.silent", names=listed(found.silent)))
    sections += [
        Section(say("not_counted"), words=notes or [say("all_agrees")]),
        _criteria(motions, source, say, language),
    ]
    first = next(
        (
            (motion, found.customers[found.ranked[motion.id][0]])
            for place, motion in enumerate(motions)
            if found.ranked[motion.id]
            and found.customers[found.ranked[motion.id][0]].fits[place].fit > 0
        ),
        None,
    )
    title = say("crosssell.title_none")
    if first is not None:
        name = first[0].name.in_(language)
        title = say("crosssell.title", motion=name, account=_name(first[1], say))
    return Page(
        title=title,
        lead=say("crosssell.lead", n=len(found.customers)),
        sections=sections,
        language=language,
        kind=say("kind_crosssell"),
        facts=[
            (say("file"), ", ".join(source.files)),
            (say("rows"), render_number(found.rows)),
            *column_facts(found.columns, found.unused, say),
        ],
    )


def _motion(
    found: CrossSell, place: int, motion: Motion, *, top: int, say: Words, language: Language
) -> Section:
    ranked = [found.customers[at] for at in found.ranked[motion.id]]
    fitting = [one for one in ranked if one.fits[place].fit > 0]
    heading = motion.name.in_(language)
    if not fitting:
        return Section(heading, words=[say("crosssell.nobody")])
    shown = fitting[:top]
    return Section(
        heading,
        words=[say("crosssell.fits_n", n=len(fitting))],
        tone="assumption",
        charts=[
            Bars(
                f"{heading}: {say('crosssell.fit')}",
                [
                    BarRow(
                        _name(one, say),
                        [Measured(one.fits[place].fit, share(one.fits[place].fit))],
                    )
                    for one in shown
                ],
                most=1.0,
            )
        ],
        tables=[
            Table(
                heading,
                [
                    Column(say("crosssell.account")),
                    Column(say("crosssell.fit")),
                    Column(say("crosssell.open")),
                    Column(say("crosssell.reasons"), is_number=False),
                    Column(say("crosssell.unanswered"), is_number=False),
                ],
                [_row(one, place, motion, language) for one in shown],
                notes=[say("crosssell.definition"), say("crosssell.association")],
            )
        ],
    )


def _row(one: Customer, place: int, motion: Motion, language: Language) -> list[str]:
    fit = one.fits[place]
    asked = {criterion.id: criterion for criterion in motion.criteria}
    unanswered = [
        asked[finding.id].reason.in_(language) for finding in fit.findings if finding.holds is None
    ]
    return [
        _name(one, words_in(language)),
        share(fit.fit),
        share(fit.open) if fit.open else "–",
        _reasons(fit, motion, language),
        "; ".join(unanswered) or "–",
    ]


def _reasons(fit: MotionFit, motion: Motion, language: Language) -> str:
    asked = {criterion.id: criterion for criterion in motion.criteria}
    return "; ".join(
        f"{asked[finding.id].reason.in_(language)} ({finding.seen})"
        for finding in fit.findings
        if finding.holds
    )


def _criteria(
    motions: tuple[Motion, ...], source: Source, say: Words, language: Language
) -> Section:
    rows = [
        [
            motion.name.in_(language),
            one.reason.in_(language),
            _asked(one),
            f"{one.points} / {sum(other.points for other in motion.criteria)}",
        ]
        for motion in motions
        for one in motion.criteria
    ]
    return Section(
        say("crosssell.criteria"),
        tone="assumption",
        tables=[
            Table(
                say("crosssell.criteria"),
                [
                    Column(say("scenarios.option")),
                    Column(say("crosssell.question"), is_number=False),
                    Column(say("crosssell.column"), is_number=False),
                    Column(say("crosssell.points")),
                ],
                rows,
            )
        ],
        source=source,
    )


def _asked(one: Criterion) -> str:
    if one.words:
        return f"{one.column}: {listed(one.words)}"
    sign = {"at_least": "≥", "at_most": "≤"}.get(one.asks.value)
    return f"{one.column} {sign} {one.number:g}" if sign else one.column


def _name(one: Customer, say: Words) -> str:
    """The customer, or the row of one that has no name."""
    return one.account or say("crosssell.nameless", row=one.row)
