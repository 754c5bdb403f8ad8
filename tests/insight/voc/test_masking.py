"""Personal data are masked whatever their width; amounts, dates and counts are not."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.masking import mask_personal

PERSONAL = {
    "담당 010-1234-5678 로": "담당 [phone] 로",
    "０１０－１２３４－５６７８": "[phone]",
    "02)345-6789, 1588-1234": "[phone], [phone]",
    "携帯 090-1234-5678 / 03-1234-5678": "携帯 [phone] / [phone]",
    "call +82 10 1234 5678 or +1 (415) 555-0100": "call [phone] or [phone]",
    "(415) 555-0100": "[phone]",
    "카드 4111 1111 1111 1111": "카드 [card]",
    "카드 1234-5678-9012-3456 만료": "카드 [card] 만료",
    "주민번호 900101-1234567": "주민번호 [resident number]",
    "900101-1******": "[resident number]",
    "マイナンバー 1234 5678 9012": "マイナンバー [my number]",
    "kim.min+a@example.co.kr 로": "[e-mail] 로",
    "ap@quill.example": "[e-mail]",
    "접속 203.0.113.7 에서": "접속 [ip address] 에서",
}
PLAIN = [
    "2026-10-01, 2026.10.01 14:30",
    "월 1,200,000원, 34,800円, $1,299.00",
    "문의 3000건, 상담원 12명, v5.0.1",
    "70% → 85%, 3~5일, 10:30-11:10",
    "Visitor 3381",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_what_is_personal_is_masked(text):
    assert mask_personal(text).text == PERSONAL[text]


@pytest.mark.parametrize("text", PLAIN)
def test_amounts_dates_and_counts_stay(text):
    assert mask_personal(text).text == text


@given(st.text(st.sampled_from("0123456789-. ()+@ab가０１:,/*[]"), max_size=60))
def test_masked_again_it_is_the_same(text):
    once = mask_personal(text).text
    assert mask_personal(once).text == once


def test_no_judged_note_shows_a_number_or_an_address_when_masked():
    lines = (Path(__file__).parents[3] / "bench" / "voc" / "notes_ko.jsonl").read_text("utf-8")
    masked = [mask_personal(json.loads(line)["text"]) for line in lines.splitlines()]
    assert sum(bool(one.kinds) for one in masked) >= 13
    assert not any(re.search(r"@|\d[\d .-]{8,}\d", one.text) for one in masked)
