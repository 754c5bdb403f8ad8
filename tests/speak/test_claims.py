"""What a text states is found, in three languages and however it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.claims import parse_claims, plain
from dangol.speak.facts import ValueKind

K = ValueKind
MONEY = [
    ("₩39,000이에요", 39_000, "KRW"),
    ("3만 9천원", 39_000, "KRW"),
    ("3만9천 원입니다", 39_000, "KRW"),
    ("39천원", 39_000, "KRW"),
    ("삼만구천원", 39_000, "KRW"),
    ("3.9만원", 39_000, "KRW"),
    ("three thousand won", 3_000, "KRW"),
    ("３９，０００원", 39_000, "KRW"),
    ("39,OOO원", 39_000, "KRW"),
    ("三万円です", 30_000, "JPY"),
    ("3万9千円", 39_000, "JPY"),
    ("￥3,900", 3_900, "JPY"),
    ("$31.90", 3_190, "USD"),
    ("thirty-one dollars and ninety cents", 3_190, "USD"),
    ("31.90 bucks", 3_190, "USD"),
]
MEASURES = [
    ("10퍼센트", K.PERCENT, Decimal(10)),
    ("십 퍼센트 할인", K.PERCENT, Decimal(10)),
    ("1割引", K.PERCENT, Decimal(10)),
    ("一割", K.PERCENT, Decimal(10)),
    ("반값에 드려요", K.PERCENT, Decimal(50)),
    ("半額です", K.PERCENT, Decimal(50)),
    ("half price", K.PERCENT, Decimal(50)),
    ("이틀 안에", K.DURATION, 2),
    ("3営業日以内", K.DURATION, 3),
    ("within 24 hours", K.DURATION, 1440),
    ("일주일이면 돼요", K.DURATION, 7),
    ("11월 24일에 도착", K.DATE, "--11-24"),
    ("十一月二十四日", K.DATE, "--11-24"),
    ("on Nov 24th", K.DATE, "--11-24"),
    ("내일 도착해요", K.DATE, "1"),
    ("明後日お届けします", K.DATE, "2"),
    ("by Friday", K.DATE, "4"),
    ("오후 2시까지", K.TIME, 840),
    ("午後2時半", K.TIME, 870),
    ("by 2 pm", K.TIME, 840),
    ("재고 있어요", K.STOCK, "in_stock"),
    ("売り切れです", K.STOCK, "out_of_stock"),
    ("only 2 left", K.STOCK, "in_stock"),
    ("무 료 로 드려요", K.FREE, ""),
    ("f.r.e.e delivery", K.FREE, ""),
    ("ㄱㅗㅇㅉㅏ", K.FREE, ""),
    ("送料無料", K.FREE, ""),
    ("it is on the house", K.FREE, ""),
    ("legally binding", K.GUARANTEE, "legal"),
    ("無条件で必ず返金", K.GUARANTEE, "certain"),
    ("무조건 환불", K.GUARANTEE, "certain"),
    ("사은품을 드려요", K.GIFT, ""),
    ("use code SAVE50", K.CODE, "SAVE50"),
    ("see https://evil.example/x", K.LINK, "https://evil.example/x"),
]
NOTHING = [
    "오늘 무엇을 도와드릴까요?",
    "165cm에 55kg이면 M이 맞아요.",
    "두 가지 색이 있어요.",
    "이 원피스는 회원님께 잘 어울려요.",
    "블랙 FREE 사이즈예요.",
    "2つのブランドから選べます。",
    "今日も良い一日を！",
    "Feel free to ask!",
    "I cannot promise that.",
    "도착을 보장해 드릴 수 없어요.",
    "お約束できません。",
    "품절이면 알려 드릴까요?",
    "How can I help you today?",
]


@pytest.mark.parametrize(("text", "minor", "currency"), MONEY)
def test_an_amount_is_read_in_its_currency(text: str, minor: int, currency: str) -> None:
    found = [claim for claim in parse_claims(text) if claim.kind is K.MONEY]
    assert [(one.value.amount, one.value.unit) for one in found] == [(minor, currency)]


@pytest.mark.parametrize(("text", "kind", "amount"), MEASURES)
def test_a_claim_is_read(text: str, kind: ValueKind, amount: object) -> None:
    assert (kind, amount) in [(claim.kind, claim.value.amount) for claim in parse_claims(text)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_claims_nothing_is_left_alone(text: str) -> None:
    assert parse_claims(text) == ()


@pytest.mark.parametrize(
    ("disguised", "seen"),
    [
        ("무\u200b료", "무료"),
        ("ＦＲＥＥ", "FREE"),
        ("frее", "free"),
        ("f̶r̶e̶e̶", "free"),
        ("🅵🆁🅴🅴", "FREE"),
        ("<b>무</b>료", "무료"),
        ("٣٩٠٠٠", "39000"),
        ("&#47924;&#47308;", "무료"),
        ("3 9 0 0 0", "39000"),
    ],
)
def test_a_disguise_is_undone(disguised: str, seen: str) -> None:
    assert plain(disguised) == seen


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    for claim in parse_claims(text):
        assert 0 <= claim.span[0] < claim.span[1] <= len(plain(text))


@given(st.integers(1, 9_999_999))
def test_every_amount_in_digits_is_read(minor: int) -> None:
    [claim] = parse_claims(f"가격 {minor:,}원 입니다")
    assert claim.value.amount == minor
