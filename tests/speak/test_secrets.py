"""Whatever secret a visitor pastes, it is not in the text that is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.secrets import SecretKind, mask_secrets

SECRETS = [
    ("카드번호 4242 4242 4242 4242로 결제했어요", "4242 4242 4242 4242", SecretKind.CARD),
    ("カードは5555-5555-5555-4444です", "5555-5555-5555-4444", SecretKind.CARD),
    ("my card is 378282246310005, thanks", "378282246310005", SecretKind.CARD),
    ("４２４２４２４２４２４２４２４２ 이에요", "4242424242424242", SecretKind.CARD),
    ("4242\u200b42424242\u200b4242", "42424242", SecretKind.CARD),
    ("주민번호 900101-1234567 입니다", "1234567", SecretKind.RESIDENT_NUMBER),
    ("9001011234567", "1234567", SecretKind.RESIDENT_NUMBER),
    ("マイナンバーは1234 5678 9018です", "1234 5678 9018", SecretKind.MY_NUMBER),
    ("비밀번호는 dalbit12! 이에요", "dalbit12!", SecretKind.PASSWORD),
    ("パスワードはHimitsu99です", "Himitsu99", SecretKind.PASSWORD),
    ("my password is hunter2.", "hunter2", SecretKind.PASSWORD),
    ("인증번호: 482913", "482913", SecretKind.PASSWORD),
    ("key sk_live_51H8abcdefghijklmnop please", "51H8abcdefghijklmnop", SecretKind.TOKEN),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", SecretKind.TOKEN),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIi", SecretKind.TOKEN),
    ("Authorization: Bearer abcdefghijklmnop1234", "abcdefghijklmnop1234", SecretKind.TOKEN),
    ("GB82 WEST 1234 5698 7654 32", "5698 7654", SecretKind.BANK_ACCOUNT),
]
HARMLESS = [
    "주문번호 20261122-0001 언제 와요?",
    "165cm에 55kg인데 M 맞을까요?",
    "010-1234-5678로 연락 주세요",
    "注文番号は20261122-0001です",
    "My order 20261122-0001 is 39,000 won",
    "비밀번호를 잊어버렸어요",
    "パスワードを忘れました",
    "I forgot my password and cannot sign in",
    "4242 4242 4242 4241",
    "송장 123456789012 조회해 주세요",
    "사이즈 230 235 240 245 250 있어요?",
]


@pytest.mark.parametrize(("text", "secret", "kind"), SECRETS)
def test_a_secret_is_gone_and_named(text: str, secret: str, kind: SecretKind) -> None:
    masked = mask_secrets(text)
    assert secret not in masked.text
    assert kind in masked.kinds


@pytest.mark.parametrize("text", HARMLESS)
def test_a_message_without_secrets_is_unchanged(text: str) -> None:
    masked = mask_secrets(text)
    assert masked.text == text
    assert masked.kinds == ()


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_secrets(text).text
    assert mask_secrets(once).text == once


@given(st.text(alphabet="0123456789", min_size=15, max_size=15))
def test_any_number_that_passes_the_check_digit_is_masked(body: str) -> None:
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10))
        for place, digit in enumerate(reversed(body))
    )
    number = body + str(-total % 10)
    if len(set(number)) > 1:
        assert number not in mask_secrets(f"card {number}").text
