"""What a dossier lacks, as a section of its report: cited sources, figures, and whom to ask."""

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_sources import columns_of
from dangol.engine.insight.dossier_words import absence_text, ask_text, say
from dangol.engine.insight.pages import Cell, Section, Table
from dangol.insight.dossier.model import NotAtHand
from dangol.terms.languages import Language


def missing_section(built: Built, language: Language, *, is_whole: bool) -> Section:
    """What is cited and not at hand, and every figure that nobody has given."""
    dossier = built.sources.dossier
    users: dict[str, list[str]] = {name: [] for name in dossier.missing}
    asked: list[list[str | Cell]] = []
    for judged in built.judgement.judged:
        for one in judged.missing:
            origin = one.evidence.origin
            claim = judged.hypothesis.claim.in_(language)
            if isinstance(origin, NotAtHand) and origin.source:
                users[origin.source].append(claim)
            what = one.evidence.what.in_(language)
            link = f"#h-{judged.hypothesis.id}"
            asked.append(
                [
                    what,
                    absence_text(one.found, language),
                    Cell(claim, href=link),
                    ask_text(one, built, language),
                ]
            )
    cited = [
        [
            source.title.in_(language),
            "; ".join(dict.fromkeys(users[name])) or say("missing.nothing", language),
            source.ask.in_(language),
        ]
        for name, source in dossier.missing.items()
    ]
    tables: list[Table] = []
    if cited and not is_whole:
        cited = [[title, ask] for title, _, ask in cited]
        tables.append(
            Table(say("missing.cited", language), columns_of(language, "missing", "ask"), cited)
        )
    elif cited:
        columns = columns_of(language, "missing", "needed_by", "ask")
        tables.append(Table(say("missing.cited", language), columns, cited))
    if asked and is_whole:
        columns = columns_of(language, "evidence", "why", "needed_by", "ask")
        caption = say("missing.asked", language)
        tables.append(Table(caption, columns, asked, is_phone_folded=True))
    return Section(say("missing.heading", language), tables=tables, anchor="missing")
