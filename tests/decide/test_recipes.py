"""The recipes speak three languages politely, claim nothing, and run as they are."""

import re

import pytest

from dangol.decide.playbook import Playbook, Texts
from dangol.decide.playbook_file import parse_playbook
from dangol.decide.recipes import RECIPES, SALES_RECIPES, read_recipe_texts, read_recipes
from dangol.listen.sales_act import GOALS
from dangol.listen.signals import SALES_SIGNALS, SignalName, SignalSettings
from dangol.terms.instants import DAY_US
from dangol.terms.languages import Language

PLAYBOOKS = read_recipes()
SALES = read_recipes("sales")
each_recipe = pytest.mark.parametrize("recipe", (*PLAYBOOKS, *SALES), ids=lambda one: one.name)
each_of_a_shop = pytest.mark.parametrize("recipe", PLAYBOOKS, ids=lambda one: one.name)
each_of_sales = pytest.mark.parametrize("recipe", SALES, ids=lambda one: one.name)

SCRIPT = {
    Language.KO: re.compile(r"[가-힣]"),
    Language.JA: re.compile(r"[ぁ-んァ-ヶ]"),
    Language.EN: re.compile(r"[A-Za-z]"),
}
FOREIGN = {
    Language.KO: re.compile(r"[ぁ-んァ-ヶ一-龥A-Za-z]"),
    Language.JA: re.compile(r"[가-힣A-Za-z]"),
    Language.EN: re.compile(r"[^\x20-\x7e]"),
}
# Every sentence of a message closes politely: 존댓말 and 丁寧語.
POLITE = {
    Language.KO: re.compile(r"(요|니다|까요)[.?]"),
    Language.JA: re.compile(r"(です|ます|ください|か)[。？]"),
    Language.EN: re.compile(r"[.?]"),
}
SENTENCE_END = re.compile(r"(?<=[.?!。？！])\s*")
# What a guard would have to check, or what presses: no opening may hold it.
CLAIM = re.compile(
    r"\d|%|￦|₩|¥|\$|원\b|円"
    r"|무료|할인|세일|특가|재고|품절|마감|한정|지금만|서두르|놓치|최저|보장|곧|오늘"
    r"|無料|割引|値引|セール|特価|在庫|品切れ|残り|限定|今だけ|お急ぎ|最安|保証|すぐ|本日"
    r"|\b(free|discount|sale|deal|off|stock|sold|only|hurry|last|left|limited|today|now|soon"
    r"|guarantee\w*|cheap\w*|best|price\w*|save)\b|!|！",
    re.IGNORECASE,
)


def openings_of(recipe: Playbook) -> list[Texts]:
    return [opening.text for opening in recipe.openings]


def replies_of(recipe: Playbook) -> list[Texts]:
    return [reply for opening in recipe.openings for reply in opening.quick_replies]


def test_there_are_eight_and_each_is_called_as_its_file() -> None:
    assert tuple(recipe.name for recipe in PLAYBOOKS) == RECIPES
    assert len(set(RECIPES)) == 8
    for file, text in read_recipe_texts().items():
        assert parse_playbook(text, file).name == file.removesuffix(".toml")


def test_each_listens_to_its_signals() -> None:
    assert {recipe.name: set(recipe.trigger.signals) for recipe in PLAYBOOKS} == {
        "cart-rescue": {SignalName.CART_IDLE, SignalName.EXIT_INTENT},
        "checkout-help": {SignalName.CHECKOUT_STALLED},
        "size-doubt": {SignalName.PRODUCT_HESITATION},
        "comparing": {SignalName.COMPARING},
        "search-dead-end": {SignalName.SEARCH_DEAD_END},
        "coupon-trouble": {SignalName.COUPON_FAILED},
        "welcome-back": {SignalName.BACK_WITH_CART},
        "out-of-stock-alert": {SignalName.OUT_OF_STOCK_VIEWED},
    }


@each_recipe
@pytest.mark.parametrize("language", Language)
def test_every_text_is_written_in_its_language(recipe: Playbook, language: Language) -> None:
    for texts in [recipe.sentence, *openings_of(recipe), *replies_of(recipe)]:
        text = texts.in_(language)
        assert SCRIPT[language].search(text), text
        assert not FOREIGN[language].search(text), text


@each_recipe
@pytest.mark.parametrize("language", Language)
def test_sentences_and_openings_close_politely(recipe: Playbook, language: Language) -> None:
    for texts in [recipe.sentence, *openings_of(recipe)]:
        for sentence in filter(None, SENTENCE_END.split(texts.in_(language))):
            assert re.search(POLITE[language].pattern + "$", sentence), sentence


@each_recipe
@pytest.mark.parametrize("language", Language)
def test_openings_claim_nothing_and_press_nobody(recipe: Playbook, language: Language) -> None:
    for texts in [*openings_of(recipe), *replies_of(recipe)]:
        assert not CLAIM.search(texts.in_(language)), texts.in_(language)


@pytest.mark.parametrize(
    "text",
    [
        "오늘만 무료 배송입니다.",
        "재고가 얼마 없어요.",
        "残りわずかです。",
        "送料無料です。",
        "Only two left!",
        "Save 5% today.",
        "It is 20,000원.",
    ],
)
def test_the_test_for_claims_would_find_them(text: str) -> None:
    assert CLAIM.search(text)


@each_recipe
@pytest.mark.parametrize("language", Language)
def test_messages_fit_a_phone(recipe: Playbook, language: Language) -> None:
    assert all(len(texts.in_(language)) <= 90 for texts in openings_of(recipe))
    assert all(len(texts.in_(language)) <= 20 for texts in replies_of(recipe))


@each_recipe
def test_each_opening_offers_two_or_three_answers_and_a_way_out(recipe: Playbook) -> None:
    assert 1 <= len(recipe.openings) <= 2
    for opening in recipe.openings:
        assert 2 <= len(opening.quick_replies) <= 3
        assert len({reply.ko for reply in opening.quick_replies}) == len(opening.quick_replies)
        assert opening.quick_replies[-1].en in {"No, thank you", "Just looking"}


@each_recipe
def test_nothing_is_given_away_as_it_comes(recipe: Playbook) -> None:
    assert recipe.offer.kinds[0] == "none"
    assert recipe.offer.budget_minor_per_day == 0
    if recipe.name not in {"cart-rescue", "welcome-back"}:
        assert recipe.offer.kinds == ("none",)


@each_of_a_shop
def test_a_small_shop_can_start_with_it(recipe: Playbook) -> None:
    assert (recipe.motion, recipe.channel, recipe.needs_person) == ("shop", "web_chat", False)
    assert recipe.trigger.settings == SignalSettings()
    assert recipe.holdout_ratio == 0.5
    assert 0.01 <= recipe.prior.lift_points <= 0.03
    assert 0 < recipe.prior.annoyance_ratio < recipe.prior.lift_points
    assert recipe.caps.per_session == recipe.caps.per_day == 1
    assert recipe.caps.per_week <= 3


@each_of_a_shop
def test_the_goal_is_an_order(recipe: Playbook) -> None:
    is_slow = recipe.name == "out-of-stock-alert"
    assert recipe.goal.event == "Order Completed"
    assert recipe.goal.window_us == (30 if is_slow else 7) * DAY_US


def test_there_are_six_for_selling_to_businesses_on_every_signal_of_it() -> None:
    assert tuple(recipe.name for recipe in SALES) == SALES_RECIPES
    assert len({*RECIPES, *SALES_RECIPES}) == 14
    for file, text in read_recipe_texts("sales").items():
        assert parse_playbook(text, file).name == file.removesuffix(".toml")
    assert {name for recipe in SALES for name in recipe.trigger.signals} == SALES_SIGNALS


@each_of_sales
def test_a_small_company_can_start_with_it(recipe: Playbook) -> None:
    assert (recipe.motion, recipe.channel, recipe.needs_person) == ("sales", "web_chat", False)
    assert recipe.offer.kinds == ("none",)
    assert recipe.holdout_ratio == 0.5
    assert 0.01 <= recipe.prior.lift_points <= 0.03
    assert 0 < recipe.prior.annoyance_ratio < recipe.prior.lift_points
    assert recipe.caps.per_session == recipe.caps.per_day == 1
    assert recipe.caps.per_week <= 2


@each_of_sales
def test_the_goal_is_a_lead_or_a_meeting(recipe: Playbook) -> None:
    assert recipe.goal.event in GOALS
    assert 14 * DAY_US <= recipe.goal.window_us <= 30 * DAY_US


def test_only_consultation_changes_what_it_listens_for() -> None:
    for recipe in SALES:
        is_own = recipe.trigger.settings != SignalSettings()
        assert is_own == (recipe.name == "consultation-booking")


def test_every_prior_is_marked_as_an_assumption_in_its_file() -> None:
    for text in read_recipe_texts().values():
        assert "[prior]\n# Assumptions, in force only until the shop's own holdout" in text
    for text in read_recipe_texts("sales").values():
        assert "[prior]\n# Assumptions, in force only until the company's own holdout" in text
