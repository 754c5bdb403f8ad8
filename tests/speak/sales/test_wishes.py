"""The promise: each sentence is taken for what it is, in three languages, at the beginning of a
conversation. What a buyer tells of their own work is never taken for a complaint, homework or an
advertisement."""

import tomllib
from pathlib import Path

import pytest
from tests.speak.sales.buying import NOW, company_world, with_calendars

from dangol.speak.reply import QuickReplies, Reply, Skill, Turn
from dangol.speak.sales.fit import Verdict
from dangol.speak.turn import take_turn
from dangol.terms.languages import Language

SENTENCES = tomllib.loads((Path(__file__).parent / "wishes.toml").read_text("utf-8"))
UNFIT = ("student", "job-seeker", "vendor", "individual")


def cases() -> list[tuple[Language, str, str]]:
    return [
        (Language(lang), kind, sentence)
        for lang, kinds in SENTENCES.items()
        for kind, sentences in kinds.items()
        for sentence in sentences
    ]


@pytest.mark.parametrize(("language", "kind", "sentence"), cases())
def test_a_sentence_is_taken_for_what_it_is(language: Language, kind: str, sentence: str) -> None:
    world = with_calendars(company_world(language), language)
    reply = take_turn(Turn(sentence, NOW, language=language), world)
    assert reply.language is language
    assert kind_of(reply) == kind, (reply.text, reply.lead)
    assert reply.blocked == ()


def kind_of(reply: Reply) -> str:
    """What the reply took the sentence for."""
    lead = reply.lead
    if lead is not None and lead.fit is Verdict.UNFIT:
        assert reply.skill is Skill.DISQUALIFY and not reply.hand_off
        return lead.unfit
    match reply.skill:
        case Skill.PLAN_PRICE:
            return "discount" if reply.hand_off else "price"
        case Skill.HANDOFF:
            return "human"
        case Skill.MEET:
            rows = [part for part in reply.parts if isinstance(part, QuickReplies)]
            assert any(one.id.startswith("book:") for row in rows for one in row.replies)
            return "meet"
        case Skill.QUALIFY:
            return "told"
        case _:
            return reply.skill.value


def test_every_language_has_as_many_of_each() -> None:
    counts = [{kind: len(one) for kind, one in kinds.items()} for kinds in SENTENCES.values()]
    assert len(counts) == 3 and all(set(one) == {*counts[0]} for one in counts)
    for kind in counts[0]:
        assert max(one[kind] for one in counts) - min(one[kind] for one in counts) <= 1, kind
