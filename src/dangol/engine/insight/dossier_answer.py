"""What a dossier answers in plain words, and what to do next: the first thing that is read."""

from dangol.engine.insight.dossier import Built
from dangol.engine.insight.dossier_faults import faults_of
from dangol.engine.insight.dossier_words import NONE, ask_text, say, verdict_text
from dangol.engine.insight.pages import Section
from dangol.insight.dossier.bands import Verdict
from dangol.terms.languages import Language


def answer_section(built: Built, language: Language) -> Section:
    """The questions by their verdicts, and the next step."""
    answers = built.judgement.answers
    told = [
        say(
            "answer.of",
            language,
            verdict=verdict_text(verdict, language),
            questions=" · ".join(one.question.asks.in_(language) for one in alike),
        )
        for verdict in Verdict
        if (alike := [one for one in answers if one.verdict is verdict])
    ]
    step = say("answer.next", language, step=_next_step(built, language))
    return Section(say("answer.heading", language), words=[*told, step], anchor="answer")


def _next_step(built: Built, language: Language) -> str:
    """Mend what cannot be asked; ask for what is missing, first what is required; else change."""
    for fault in faults_of(built, language):
        return f"{fault.evidence}: {fault.hint}"
    missing = [one for judged in built.judgement.judged for one in judged.missing]
    for one in sorted(missing, key=lambda one: not one.evidence.is_required):
        if (asks := ask_text(one, built, language)) != NONE:
            return asks
    for judged in built.judgement.judged:
        if judged.verdict in (Verdict.RED, Verdict.AMBER):
            claim = judged.hypothesis.claim.in_(language)
            return f"{claim}: {judged.hypothesis.change.in_(language)}"
    return say("answer.again", language)
