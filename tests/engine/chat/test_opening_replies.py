"""Whatever one touch answers to an opening is understood, in any language: by what it means."""

import pytest
from tests.speak.talking import OPEN, world_with

from dangol.decide.playbook import Meaning, Opening, Playbook, QuickReply
from dangol.decide.playbook_file import MEANINGS
from dangol.decide.recipes import read_recipes
from dangol.engine.chat.openings import Pending
from dangol.speak.reply import Page, Reply, Skill, Turn
from dangol.speak.turn import take_turn
from dangol.speak.understand.press import parse_press
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

SUBJECT = {"size-doubt": "sh-01", "out-of-stock-alert": "sh-01", "comparing": "셔츠"}
REPLIES = [
    pytest.param(recipe, opening, reply, id=f"{recipe.name}-{opening.id}-{reply.en}")
    for recipe in read_recipes()
    for opening in recipe.openings
    for reply in opening.quick_replies
]
ENDS: dict[Meaning, Skill] = {
    "size": Skill.SIZE,
    "material": Skill.PRODUCT,
    "see": Skill.PRODUCT,
    "similar": Skill.FIND,
    "compare": Skill.COMPARE,
    "find": Skill.FIND,
    "restock": Skill.RESTOCK,
    "cart": Skill.CART,
    "shipping": Skill.SHIPPING,
    "returns": Skill.RETURNS,
    "coupon": Skill.KNOWLEDGE,
    "payment": Skill.KNOWLEDGE,
    "human": Skill.HANDOFF,
    "question": Skill.SMALL_TALK,
    "no": Skill.SMALL_TALK,
}


def touch(opening: Opening, reply: QuickReply, language: Language, subject: str) -> Reply:
    pending = Pending("d", "w", "p", frozenset("a"), opening, subject, Instant(OPEN))
    text = reply.in_(language)
    turn = Turn(
        text=text,
        press=pending.press_of(text, language),
        language=language,
        now=OPEN,
        page=Page("u", "t", subject if subject == "sh-01" else ""),
    )
    return take_turn(turn, world_with("granted"))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("recipe", "opening", "reply"), REPLIES)
def test_every_answer_of_every_recipe_leads_where_it_says(
    recipe: Playbook, opening: Opening, reply: QuickReply, language: Language
) -> None:
    assert reply.means != "words"
    found = touch(opening, reply, language, SUBJECT.get(recipe.name, ""))
    assert found.skills == (ENDS[reply.means],)


def test_every_meaning_is_one_that_a_turn_knows() -> None:
    assert set(MEANINGS) - {"words"} == set(ENDS)
    assert all(parse_press(meaning) is not None for meaning in ENDS)


def test_a_reply_without_a_meaning_means_what_its_words_say() -> None:
    opening = next(iter(read_recipes())).openings[0]
    own = QuickReply("사이즈가 궁금해요", "サイズを知りたい", "Help with size")
    changed = Opening(opening.id, opening.text, (own,))
    assert touch(changed, own, Language.EN, "sh-01").skills == (Skill.SIZE,)
