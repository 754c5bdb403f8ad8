"""The promise: a buyer who asks for a person hears once until when somebody answers, and is not
told that it is at once."""

from dataclasses import replace

import pytest
from tests.speak.sales.buying import NOW, company_world

from dangol.speak.reply import Context, Turn
from dangol.speak.sales.motion import Promised
from dangol.speak.turn import take_turn
from dangol.speak.world import World
from dangol.terms.instants import HOUR_US, Instant
from dangol.terms.languages import Language

ASKS = {
    Language.KO: ("사람이랑 이야기하고 싶어요", "바로", "내일"),
    Language.JA: ("担当者と話したいです", "すぐ", "明日"),
    Language.EN: ("Can I talk to a person?", "right away", "tomorrow"),
}


def promising(language: Language, *, is_there: bool) -> World:
    world = company_world(language)
    assert world.sales is not None
    due = Instant(NOW + 23 * HOUR_US)
    promise = Promised("mina", "Mina", due, is_there)
    return replace(world, sales=replace(world.sales, promise=lambda *_: promise))


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("language", Language)
def test_who_is_promised_an_answer_by_a_time_is_not_told_at_once(
    language: Language, is_there: bool
) -> None:
    says, at_once, day = ASKS[language]
    world = promising(language, is_there=is_there)
    reply = take_turn(Turn(says, NOW, language=language, context=Context()), world)
    assert reply.hand_off
    assert at_once not in reply.text
    assert reply.text.count(day) == 1, reply.text
