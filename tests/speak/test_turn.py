"""What holds of every turn, whatever is said, pressed or remembered."""

from collections.abc import Callable
from time import process_time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.speak.talking import CLOSED, CODE, OPEN, quiet_world, world_with

from dangol.sim.answers import spoken_shop
from dangol.speak.offers import Refused, RefusedReason
from dangol.speak.reply import (
    CartAdd,
    CartLine,
    ContactForm,
    Context,
    Coupon,
    HandOff,
    Notice,
    Page,
    Part,
    Person,
    QuickReplies,
    Reply,
    Skill,
    SourceLink,
    Text,
    Turn,
)
from dangol.speak.skills.receipts import tell_cart_result, thank_for_contact
from dangol.speak.turn import STEPS, take_turn
from dangol.speak.world import OfferAsk, OfferGiven, World
from dangol.terms.languages import Language

WORDS = """
블랙 M 담아줘 165 55 이거 쿠폰 환불 언제 사람 黒 ください 送料 いつ 合う サイズ black add refund
human size $ ％ １６５ ￥ . ? ! , \u200b
"""
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def says(text: str, world: World | None = None, **turn: object) -> Reply:
    given = {"now": OPEN, "language": Language.KO} | turn
    return take_turn(msgspec.structs.replace(Turn(text, OPEN), **given), world or quiet_world())


def parts_of(reply: Reply, kind: type[Part]) -> list[Part]:
    return [part for part in reply.parts if isinstance(part, kind)]


@SLOW
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from([*WORDS.split(), "\n", "\x00"]),
            max_size=14,
        ).map(" ".join),
    ),
    st.sampled_from(list(Language)),
    st.sampled_from(["", "sh-01", "bo-01", "bg-01", "no-such"]),
)
def test_whatever_is_said_something_is_answered(text: str, language: Language, page: str) -> None:
    reply = says(text, language=language, page=Page(product_id=page))
    assert reply.text.strip()
    assert len(parts_of(reply, CartAdd)) <= 1
    assert reply.hand_off == bool(parts_of(reply, HandOff))
    assert isinstance(reply.parts[0], Notice)
    assert not parts_of(reply, Coupon)
    again = says(text, language=language, page=Page(product_id=page))
    assert again == reply, "the same turn has the same reply"


@SLOW
@given(st.text(max_size=60))
def test_a_forged_button_never_breaks_a_turn(press: str) -> None:
    for name in ("", "add:", "see:", "restock:", "compare:", "more:"):
        assert says("", press=name + press).text.strip()


def test_every_product_answers_every_button_and_the_guard_finds_nothing() -> None:
    world = world_with("refused")
    names = ("care", "material", "size", "measures", "stock", "restock", "add", "similar")
    for language in Language:
        for product in spoken_shop(language).products[::3]:
            context = Context(product_id=product.product_id, height_cm=165, weight_kg=55)
            for name in names:
                subject = product.options[-1].option_id if name == "add" else product.product_id
                reply = says(
                    "", world, press=f"{name}:{subject}", language=language, context=context
                )
                assert reply.blocked == (), (name, subject, language)
                assert reply.skill is not Skill.UNKNOWN, (name, subject, language)
                assert reply.facts, (name, subject, language)


def test_what_a_conversation_remembers_survives_the_record() -> None:
    context = Context()
    for text in ("165에 55인데 M 맞을까요?", "그럼 블랙 M 담아줘", "쿠폰 주세요"):
        reply = says(
            text,
            world_with("granted"),
            context=context,
            page=Page("https://dalbit.example/products/sh-01"),
        )
        context = msgspec.json.decode(msgspec.json.encode(reply.context), type=Context)
        assert context == reply.context
    assert context.added == ("sh-01-black-m",)
    assert context.offer is not None and context.offer.code == CODE


def test_parts_travel_as_the_widget_reads_them() -> None:
    page = Page("https://dalbit.example/products/sh-01")
    sent = msgspec.json.decode(msgspec.json.encode(says("블랙 M 담아줘", page=page).parts))
    assert [part["type"] for part in sent] == ["notice", "text", "cart_add", "replies"]
    assert sent[2] == {
        "type": "cart_add",
        "productId": "sh-01",
        "optionId": "sh-01-black-m",
        "quantity": 1,
        "name": "린넨 오버핏 셔츠 (블랙 / M)",
    }
    cards = msgspec.json.decode(msgspec.json.encode(says("코트 추천해줘").parts))
    card = next(part for part in cards if part["type"] == "product")
    assert card["productId"] == "ou-01" and card["price"] == "189,000원"
    assert {"id", "text", "isInStock"} == card["options"][0].keys()


def counting(
    answer: OfferGiven | Refused,
) -> tuple[Callable[[OfferAsk], OfferGiven | Refused], list[OfferAsk]]:
    asked: list[OfferAsk] = []

    def ask(question: OfferAsk) -> OfferGiven | Refused:
        asked.append(question)
        return answer

    return ask, asked


def world_asking(ask: Callable[[OfferAsk], OfferGiven | Refused]) -> World:
    world = quiet_world()
    return World(world.shops, world.index, world.hours, ask)


def test_the_policy_is_asked_once_a_turn_and_never_for_whoever_is_held_out() -> None:
    ask, asked = counting(Refused(RefusedReason.BUDGET))
    world = world_asking(ask)
    cart = (CartLine("sh-01-black-m", 2),)
    says("쿠폰 주세요. 할인해 주세요! 깎아 주세요", world, cart=cart)
    assert [one.cart for one in asked] == [cart]
    says("쿠폰 주세요", world, person=Person(is_held_out=True))
    says("깨져서 왔어요. 쿠폰 주세요", world)
    says("쿠폰 두 장 같이 쓸 수 있어요?", world)
    assert len(asked) == 1


def test_an_expired_coupon_is_asked_for_anew() -> None:
    old = Coupon("OLD-1", "10%", "2026-01-01T00:00:00.000000Z")
    reply = says("쿠폰 주세요", world_with("granted"), context=Context(offer=old))
    assert [part.code for part in reply.parts if isinstance(part, Coupon)] == [CODE]


def test_a_person_is_asked_for_once_however_often_somebody_asks() -> None:
    context, count = Context(), 0
    for text in (
        "사람 바꿔줘",
        "사람 불러줘요",
        "담당자 연결",
        "깨져서 왔다고!",
        "뭐라는거야",
        "아오",
        "모르겠네",
    ):
        reply = says(text, context=context)
        context, count = reply.context, count + reply.hand_off
    assert count == 1


def test_an_order_is_told_to_nobody_but_its_verified_owner() -> None:
    for text in (
        "내 주문 어디쯤이에요?",
        "DB-240017",
        "주문번호 DB-240017 minji.kim@dalbit.example",
    ):
        reply = says(text, person=Person(is_verified=False))
        assert reply.skill is Skill.ORDER
        assert "로그인" in reply.text
        assert not any(fact.key.startswith("order:") for fact in reply.facts)


def test_somebody_with_a_problem_is_shown_no_way_to_buy_afterwards() -> None:
    reply = says("찢어져서 왔어요")
    later = says("배송비는 얼마예요?", context=reply.context)
    pressed = {
        one.id.partition(":")[0]
        for part in later.parts
        if isinstance(part, QuickReplies)
        for one in part.replies
    }
    assert not pressed & {"add", "find", "similar", "compare", "offer", "cart"}


def test_hours_are_promised_only_as_they_are() -> None:
    assert "상담 시간이니" in says("상담원").text
    closed = says("상담원", now=CLOSED)
    assert "2026년 11월 23일 10:00" in closed.text
    assert [part.purpose for part in closed.parts if isinstance(part, ContactForm)] == ["handoff"]
    world = quiet_world()
    nobody = says("상담원", World(world.shops, world.index))
    assert nobody.hand_off and "10:00" not in nobody.text


def test_a_shop_with_nothing_written_still_answers() -> None:
    world = World({Language.EN: spoken_shop(Language.EN)})
    for text in ("배송비 얼마예요", "返品したい", "coupon?", "165cm 55kg size?", "추천해줘"):
        assert says(text, world).text.strip()


def test_a_step_is_named_and_each_is_taken() -> None:
    assert says("안녕하세요").steps == tuple(step.__name__ for step in STEPS)


@pytest.mark.parametrize("language", list(Language))
def test_what_happened_between_turns_is_answered(language: Language) -> None:
    context = Context(added=("sh-01-black-m",))
    assert thank_for_contact(context, "restock", language).text
    assert thank_for_contact(context, "handoff", language).text
    assert tell_cart_result(context, True, language).context.added == ("sh-01-black-m",)
    assert tell_cart_result(context, False, language).context.added == ()


def test_a_text_is_never_lost_to_a_long_one() -> None:
    reply = says("상담원 연결해 주세요. " + "ㅋ" * 10_000)
    assert reply.hand_off
    assert all(len(part.text) < 2_000 for part in reply.parts if isinstance(part, Text))


@pytest.mark.parametrize("piece", ["1", "배송", "a@", "1,1.", "the ", "ﷺ", "返品送料", "x1 ", "!?"])
def test_a_long_text_of_one_piece_costs_little(piece: str) -> None:
    started = process_time()
    assert says(piece * 10_000).text.strip()
    # A pattern that tries every start against every end would take minutes; this takes 0.2 s.
    assert process_time() - started < 5


TWO_THINGS = {
    "ko": ("오늘 시키면 내일 와요? 쿠폰도 주세요", "1~2일", "언제 도착"),
    "ja": ("今日頼んだら明日届きますか？クーポンもください", "1～2日", "いつ届き"),
    "en": ("If I order today does it arrive tomorrow? And a coupon please", "1–2 days", "arrive"),
}


@pytest.mark.parametrize("lang", sorted(TWO_THINGS))
def test_a_source_stands_right_behind_the_words_that_stand_on_it(lang: str) -> None:
    question, rule, title = TWO_THINGS[lang]
    reply = says(question, world_with("granted"), language=Language(lang))
    spoken = [part for part in reply.parts if isinstance(part, Text | SourceLink)]
    place = next(
        at for at, part in enumerate(spoken) if isinstance(part, Text) and rule in part.text
    )
    source = spoken[place + 1]
    assert isinstance(source, SourceLink) and title in source.title
    assert isinstance(spoken[place + 2], Text), "the coupon is said after it"
