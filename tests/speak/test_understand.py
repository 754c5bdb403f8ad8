"""What a visitor asks for is read from their own words, in three languages."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.speak.talking import OPEN

from dangol.sim.answers import spoken_shop
from dangol.speak.reply import Context, Page, Turn
from dangol.speak.understand.language import language_of
from dangol.speak.understand.lexicon import forms_of, keys_in
from dangol.speak.understand.patterns import Intent, wishes_in
from dangol.speak.understand.press import parse_press, press_id
from dangol.speak.understand.slots import slots_of
from dangol.speak.understand.understanding import Understanding, understand
from dangol.terms.languages import Language

KO, JA, EN = Language.KO, Language.JA, Language.EN


def hear(text: str, language: Language = KO, *, page: str = "", **context: object) -> Understanding:
    turn = Turn(text, OPEN, context=Context(**context), page=Page(product_id=page))  # pyright: ignore[reportArgumentType]
    return understand(turn, forms_of(text), spoken_shop(language))


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("네", JA, KO),
        ("はい", KO, JA),
        ("送料", EN, JA),
        ("M", KO, KO),
        ("ok", JA, JA),
        ("free size", KO, KO),
        ("how much is it?", KO, EN),
        ("165", JA, JA),
        ("", KO, KO),
        ("🙂", JA, JA),
        ("", None, EN),
        ("linen shirt 있어요?", EN, KO),
        ("この shirt stock ある?", KO, JA),
        ("is the 린넨 셔츠 in stock in black?", KO, EN),
        ("ｷｬﾝｾﾙ", KO, JA),
        ("資料をtaro@rei.exampleまで送ってください", EN, JA),
        ("招待状はtaro@rei.exampleにお願いします。来週の火曜日に打ち合わせできますか？", KO, JA),
        ("資料をｔａｒｏ＠ｒｅｉ．ｅｘａｍｐｌｅまで", EN, JA),
        ("kim@a.example로보내주세요", EN, KO),
        ("메일은kim@a.example입니다", EN, KO),
        ("資料を太郎@rei.exampleまで送ってください", EN, JA),
        ("資料を太郎@例え.jpまで送ってください", KO, JA),
        ("홍길동@회사.한국으로 보내주세요", JA, KO),
        ("please send it to 홍길동@회사.한국", KO, EN),
        ("please send it to 山田.太郎@例え.jp", KO, EN),
        ("zoë@bücher.example", KO, KO),
        ("홍길동@회사.한국", JA, JA),
        ("山田.太郎@例え.jp", KO, KO),
        ("kim@a.example", JA, JA),
        ("mail it to (taro@rei.example)", KO, EN),
        ("taro@rei.example.", KO, KO),
    ],
)
def test_a_text_is_answered_in_its_own_language(
    text: str, known: Language | None, language: Language
) -> None:
    assert language_of(forms_of(text), known, None) is language


@pytest.mark.parametrize(
    ("text", "height", "weight"),
    [
        ("165에 55", 165, 55),
        ("165/55", 165, 55),
        ("１６５ｃｍ ５５ｋｇ", 165, 55),
        ("키 165 몸무게 55.5", 165, 55.5),
        ("身長158、体重48", 158, 48),
        ("158cm48kg", 158, 48),
        ("키는 170이에요", 170, 0),
        ("60키로", 0, 60),
        ("I'm 5'5\" and 121 lbs", 165.1, 54.9),
        ("6 ft, 180 pounds", 182.9, 81.6),
        ("165 cm tall, weigh 55", 165, 55),
        ("30,000원에 55", 0, 0),
        ("주문번호 165055", 0, 0),
        ("사이즈 245", 0, 0),
        ("999에 55", 0, 0),
        ("160에 10", 0, 0),
    ],
)
def test_a_body_is_read_as_people_write_it(text: str, height: float, weight: float) -> None:
    slots = slots_of(forms_of(text))
    assert (slots.height_cm, slots.weight_kg) == (height, weight)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("두 개 담아줘", 2),
        ("3장 주세요", 3),
        ("하나만요", 1),
        ("2点ください", 2),
        ("ふたつください", 2),
        ("add two please", 2),
        ("add 3 of these", 3),
        ("x4", 4),
        ("어떻게 하나요", 0),
        ("셋업 담아줘", 0),
        ("3개월 무이자", 0),
        ("いくつありますか", 0),
        ("99999개", 0),
    ],
)
def test_a_quantity_is_read_and_not_imagined(text: str, quantity: int) -> None:
    assert slots_of(forms_of(text)).quantity == quantity


@pytest.mark.parametrize(
    ("text", "colours", "sizes"),
    [
        ("블랙 M", ("black",), ("M",)),
        ("검정색 라지", ("black",), ("L",)),
        ("黒のＭサイズ", ("black",), ("M",)),
        ("サックスブルーのS", ("sky",), ("S",)),
        ("the sky blue small", ("sky",), ("S",)),
        ("I'm not sure, it's nice", (), ()),
        ("245 브라운", ("brown",), ("245",)),
        ("24.5cm", (), ("245",)),
        ("블랙이랑 화이트", ("black", "white"), ()),
    ],
)
def test_colours_and_sizes_are_the_same_in_every_language(
    text: str, colours: tuple[str, ...], sizes: tuple[str, ...]
) -> None:
    slots = slots_of(forms_of(text))
    assert (slots.colours, slots.sizes) == (colours, sizes)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("5만원 이하", 50_000),
        ("50,000원 이하로", 50_000),
        ("3万円以内", 30_000),
        ("5000円まで", 5_000),
        ("under $49.50", Decimal("49.50")),
        ("less than 100", 100),
        ("배송까지 3일", None),
    ],
)
def test_the_most_that_something_may_cost(text: str, most: Decimal | int | None) -> None:
    assert slots_of(forms_of(text)).most == most


@pytest.mark.parametrize(
    ("text", "language", "product_id"),
    [
        ("린넨 오버핏 셔츠 있어요?", KO, "sh-01"),
        ("린넨오버핏셔츠", KO, "sh-01"),
        ("린넨 셔츠", KO, "sh-01"),
        ("linen shirt", KO, "sh-01"),
        ("リネンシャツ", JA, "sh-01"),
        ("the trench coat", EN, "ou-02"),
        ("버킷백 있나요", KO, "bg-05"),
        ("첼시부츠", KO, "bo-06"),
        ("셔츠", KO, ""),
        ("코트", KO, ""),
        ("가방", KO, ""),
        ("아무거나", KO, ""),
    ],
)
def test_a_product_is_known_by_its_name_or_enough_of_it(
    text: str, language: Language, product_id: str
) -> None:
    assert hear(text, language).product_id == product_id


def test_this_is_what_the_page_shows_or_what_was_talked_of() -> None:
    assert hear("이거 얼마예요", page="sh-02").product_id == "sh-02"
    assert hear("이거 얼마예요", product_id="kn-01").product_id == "kn-01"
    talked = {"product_id": "kn-01", "page_product_id": "sh-02"}
    assert hear("이거 얼마예요", page="sh-02", **talked).product_id == "kn-01"
    assert hear("이거 얼마예요", page="ou-01", **talked).product_id == "ou-01"
    assert hear("두번째꺼요", shown=("ou-01", "ou-02")).product_id == "ou-02"
    assert hear("바지는 없어요?", page="sh-02").product_id == ""


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("깨져서 왔다고요, 사람 바꿔주세요", ["problem"]),
        ("쿠폰 주세요 아니 그냥 상담원 연결해줘요", ["human"]),
        ("오늘 시키면 내일 와요? 쿠폰도 주세요", ["shipping", "offer"]),
        ("배송비 얼마예요? 반품은 며칠 안에 해요?", ["shipping", "returns"]),
        ("반품하고 싶어요. 배송비는요?", ["returns", "returns"]),
        ("재고 있으면 블랙 M 담아줘", ["cart"]),
        ("반품 배송비 누가 내요", ["returns"]),
        ("재입고 언제 돼요", ["restock"]),
        ("찢어진 청바지 있어요?", ["find"]),
        ("불량이면 반품 배송비 내요?", ["returns"]),
        ("상담원 운영 시간이 언제예요", ["knowledge"]),
        ("返品の送料はいくら", ["returns"]),
        ("何時まで対応していますか", ["knowledge"]),
        ("ダメージデニムありますか", ["find"]),
        ("ripped jeans?", ["find"]),
        ("can i return it if it's the wrong size", ["returns"]),
        ("cancel and refund please", ["returns"]),
        ("sizing runs small?", ["size"]),
        ("고마워요 근데 배송비는 얼마죠", ["shipping"]),
        ("고마워요!", ["thanks"]),
    ],
)
def test_what_is_asked_for_and_what_comes_first(text: str, intents: list[str]) -> None:
    language = KO if any("가" <= letter <= "힣" for letter in text) else EN
    heard = hear(text, language)
    assert [request.intent.value for request in heard.requests] == intents


def test_one_syllable_is_no_word_inside_another() -> None:
    assert keys_in("material", forms_of("이거랑 어울리는 겨울 옷")) == ()
    assert keys_in("material", forms_of("울 머플러")) == ("wool",)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_nothing_invisible_remains_and_nothing_raises(text: str) -> None:
    forms = forms_of(text)
    assert not any(letter in forms.plain for letter in "\u200b\u200d\ufeff\x00\u202e")
    slots_of(forms)
    wishes = wishes_in(forms)
    assert len({wish.intent for wish in wishes}) == len(wishes)


@given(st.sampled_from(["add", "see", "size", "compare"]), st.text(max_size=80))
def test_a_button_comes_back_as_it_was_sent(name: str, subject: str) -> None:
    press = parse_press(press_id(name, subject))
    assert press is not None and press.subject == subject


def test_a_button_that_means_nothing_is_none() -> None:
    assert parse_press("buy-everything") is None
    assert parse_press("") is None
    assert parse_press("human") is not None
    assert Intent.HUMAN is parse_press("human").intent  # pyright: ignore[reportOptionalMemberAccess]
