"""Which existing customer to offer which motion first, and why, as a page."""

from dangol.engine.insight.charts import BarRow, Bars, Measured
from dangol.engine.insight.market_words import Words, listed, share, words_in
from dangol.engine.insight.pages import Column, Page, Section, Source, Table
from dangol.insight.market.crosssell import Criterion, CrossSell, Customer, Motion, MotionFit
from dangol.terms.languages import Language
from dangol.terms.texts import render_number


def crosssell_page(
    found: CrossSell, motions: tuple[Motion, ...], top: int, source: Source, language: Language
) -> Page:
    """The best customers for each motion, with their reasons and what is left to ask."""
    t = words_in(language)
    sections = [
        _motion(found, place, motion, top=top, t=t, language=language)
        for place, motion in enumerate(motions)
    ]
    notes: list[str] = []
    if found.missing:
        notes.append(t("crosssell.missing", names=listed(found.missing)))
    if found.doubled:
        notes.append(t("crosssell.doubled", names=listed(found.doubled)))
    if found.silent:
        notes.append(t("crosssell.silent", names=listed(found.silent)))
    sections += [
        Section(t("not_counted"), words=notes or [t("all_agrees")]),
        _criteria(motions, source, t, language),
    ]
    first = next(
        (
            (motion, found.customers[found.ranked[motion.id][0]])
            for place, motion in enumerate(motions)
            if found.customers[found.ranked[motion.id][0]].fits[place].fit > 0
        ),
        None,
    )
    title = t("crosssell.title_none")
    if first is not None:
        name = first[0].name.in_(language)
        title = t("crosssell.title", motion=name, account=first[1].account)
    return Page(
        title=title,
        lead=t("crosssell.lead", n=found.rows),
        sections=sections,
        language=language,
        kind=t("kind_crosssell"),
        facts=[(t("file"), ", ".join(source.files)), (t("rows"), render_number(found.rows))],
    )


def _motion(
    found: CrossSell, place: int, motion: Motion, *, top: int, t: Words, language: Language
) -> Section:
    ranked = [found.customers[at] for at in found.ranked[motion.id]]
    fitting = [one for one in ranked if one.fits[place].fit > 0]
    heading = motion.name.in_(language)
    if not fitting:
        return Section(heading, words=[t("crosssell.nobody")])
    shown = fitting[:top]
    return Section(
        heading,
        words=[t("crosssell.fits_n", n=len(fitting))],
        tone="assumption",
        charts=[
            Bars(
                f"{heading}: {t('crosssell.fit')}",
                [
                    BarRow(
                        one.account,
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
                    Column(t("crosssell.account")),
                    Column(t("crosssell.fit")),
                    Column(t("crosssell.open")),
                    Column(t("crosssell.reasons"), is_number=False),
                    Column(t("crosssell.unanswered"), is_number=False),
                ],
                [_row(one, place, motion, language) for one in shown],
                notes=[t("crosssell.definition"), t("crosssell.association")],
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
        one.account,
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


def _criteria(motions: tuple[Motion, ...], source: Source, t: Words, language: Language) -> Section:
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
        t("crosssell.criteria"),
        tone="assumption",
        tables=[
            Table(
                t("crosssell.criteria"),
                [
                    Column(t("scenarios.option")),
                    Column(t("crosssell.question"), is_number=False),
                    Column(t("crosssell.column"), is_number=False),
                    Column(t("crosssell.points")),
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
