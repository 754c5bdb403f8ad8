"""The promise: whatever a buyer says in whatever order, nothing is asked twice, nothing that is
known is asked, and one thing at most is asked in a message; what is known keeps its words."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.speak.sales.buying import NOW, company_world, with_calendars
from tests.speak.sales.test_sales_adversary import SAID

from dangol.speak.reply import Awaiting, Context, Person, Selling, Turn
from dangol.speak.sales.known import Known, Origin
from dangol.speak.sales.slots_file import default_slots
from dangol.speak.turn import take_turn
from dangol.terms.languages import Language

TOLD = {
    Language.KO: (
        "20명이에요",
        "젠데스크 써요",
        "다음 달에 시작하려고요",
        "문의가 너무 많아서요",
        "대표님이 결정해요",
        "예산은 월 50만원이에요",
        "그건 말하기 곤란해요",
        "아직 몰라요",
        "네",
        "아니요",
        "가격이 얼마예요?",
        "음...",
    ),
    Language.JA: (
        "20名です",
        "Zendeskを使っています",
        "来月始めたいです",
        "問い合わせが多くて",
        "社長が決めます",
        "予算は月5万円です",
        "それはお答えできません",
        "まだ分かりません",
        "はい",
        "いいえ",
        "料金は？",
        "うーん",
    ),
    Language.EN: (
        "20 people",
        "we use Zendesk",
        "next month",
        "too many tickets",
        "our CEO decides",
        "budget is $500 a month",
        "I'd rather not say",
        "not sure yet",
        "yes",
        "no",
        "how much?",
        "hmm",
    ),
}
KNOWN = tuple(
    Known(slot.name, value, f"{slot.name}: {value}", Origin.TRAIT)
    for slot, value in zip(
        default_slots().slots,
        ("support_load", "zendesk", "20", "2026-12", "self", "KRW 500000/month", "a@b.example"),
        strict=True,
    )
)
MANY = st.integers(0, 10_000)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    language=st.sampled_from(tuple(Language)),
    order=st.lists(MANY, min_size=1, max_size=9),
    before=st.sets(st.sampled_from(KNOWN)),
    is_held_out=st.booleans(),
)
def test_nothing_is_asked_twice_in_whatever_order_things_are_said(
    language: Language, order: list[int], before: set[Known], is_held_out: bool
) -> None:
    world = with_calendars(company_world(language), language)
    pool = (*TOLD[language], *SAID[language])
    context, known = Context(), tuple(sorted(before, key=lambda one: one.slot))
    said = [one.words for one in known]
    asked: list[str] = []
    for number in order:
        text = pool[number % len(pool)]
        said.append(text)
        turn = Turn(
            text,
            NOW,
            language=language,
            context=context,
            known=known,
            person=Person(is_held_out=is_held_out),
        )
        reply = take_turn(turn, world)
        selling = reply.context.selling or Selling()
        if reply.context.awaiting is Awaiting.SLOT:
            assert selling.slot not in asked
            assert selling.slot not in {one.slot for one in reply.known}
            asked.append(selling.slot)
        assert len(selling.asked) == len(set(selling.asked)) == len(asked) <= 4
        words = "\n".join(said)
        assert all(one.words in words for one in reply.known)
        assert len({one.slot for one in reply.known}) == len(reply.known)
        assert {one.slot for one in known} <= {one.slot for one in reply.known}
        assert reply.text.strip() and reply.blocked == ()
        questions = {slot.ask[language] for slot in default_slots().slots}
        assert sum(question in reply.text for question in questions) <= 1
        context, known = reply.context, reply.known


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=80), language=st.sampled_from(tuple(Language)))
def test_no_text_stops_a_turn(text: str, language: Language) -> None:
    world = with_calendars(company_world(language), language)
    reply = take_turn(Turn(text, NOW, language=language), world)
    assert reply.text.strip() and reply.parts


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(press=st.text(max_size=60).map(lambda one: "book:" + one) | st.text(max_size=30))
def test_no_press_books_what_is_not_offered(press: str) -> None:
    world = with_calendars(company_world(Language.KO), Language.KO, known_email="a@b.example")
    reply = take_turn(Turn("", NOW, press=press, language=Language.KO), world)
    assert reply.text.strip()
    assert reply.lead is None or reply.lead.stage != "meeting"
