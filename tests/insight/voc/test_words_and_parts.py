"""What a note is made of: pieces, words that speak for a theme, parts that do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.insight.voc.courtesies import says_something, without_addresses
from dangol.insight.voc.pieces import LONG, pieces_of
from dangol.insight.voc.voids import VoidKind, kind_of, void_parts
from dangol.insight.voc.words import WordRules

NOTES = st.text(st.sampled_from("가나 다.。!?？\n\"”』、,—→/①2)abc'"), min_size=0, max_size=600)


@given(NOTES)
def test_pieces_stand_at_their_places_and_leave_out_nothing_but_space_and_marks(note):
    pieces = pieces_of(note)
    assert all(note[one.begin : one.end] == one.text and one.text.strip() for one in pieces)
    assert all(len(one.text) <= LONG for one in pieces)
    ends = [0, *(one.end for one in pieces)]
    begins = [*(one.begin for one in pieces), len(note)]
    between = "".join(note[end:begin] for end, begin in zip(ends, begins, strict=True))
    assert not set(between) & set("가나다abc2①")


def test_a_note_is_cut_at_sentences_lines_bullets_and_arrows():
    note = (
        "첫 통화. 「高い」と言われた。次は来週の火曜！\n- 버튼이 작다고 함 → 키워달라고 하심 v5.0"
    )
    assert [one.text for one in pieces_of(note)] == [
        "첫 통화.",
        "「高い」と言われた。",
        "次は来週の火曜！",
        "- 버튼이 작다고 함",
        "키워달라고 하심 v5.0",
    ]


def test_a_rule_holds_where_one_word_of_every_group_stands_in_any_spacing():
    rules = WordRules(["담아/카트+안 사/이탈", "api", "料金/費用+高"])
    assert rules.found_in("장바구니에 담아두고 안사요") == {0}
    assert rules.found_in("카트 이 탈 이 많다") == {0}
    assert rules.found_in("담아 두기만 함") == set()
    assert rules.found_in("ＡＰＩ 문서를 달라고") == {1}
    assert rules.found_in("rapid") == set()
    assert rules.found_in("費用が高いそうです") == {2}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("요금 얘기는 없었음", VoidKind.NEGATED),
        ("가격은 비싸지 않다고 하심", VoidKind.NEGATED),
        ("料金の話は出なかった", VoidKind.NEGATED),
        ("it isn't expensive at all", VoidKind.NEGATED),
        ("옆 가게 사장님은 비싸다고 하시더라고요", VoidKind.QUOTED),
        ("他社の方は高いと言っているらしい", VoidKind.QUOTED),
        ("other shops say it is expensive", VoidKind.QUOTED),
        ("만약 더 오르면 부담이 될 것 같다", VoidKind.HYPOTHETICAL),
        ("もし値上げがあれば解約する", VoidKind.HYPOTHETICAL),
        ("if the price went up again we would leave", VoidKind.HYPOTHETICAL),
        ("지난달 오류는 해결됐다고", VoidKind.RESOLVED),
        ("遅れの件は解消したとのこと", VoidKind.RESOLVED),
        ("the delay was fixed", VoidKind.RESOLVED),
        ("비싸지 않다고는 못 하겠어요", None),
        ("高くないとは言えない", None),
        ("I can't say it isn't expensive", None),
        ("만족하지 않는다고", None),
        ("해결됐다더니 또 그래요", None),
        ("まだ解決していない", None),
        ("they are not happy with it", None),
        ("답이 없어요", None),
        ("担当者から返事がない", None),
        ("no reply for a week", None),
        ("할인 없으면 재계약은 힘들 것 같아요", None),
        ("만족도 점수를 기간별로 비교하고 싶음", None),
    ],
)
def test_a_part_counts_unless_it_is_denied_quoted_supposed_or_over(part, kind):
    assert kind_of(part) is kind


@pytest.mark.parametrize(
    "part", ["화면이 예쁘고 만족한다고", "とても満足しています", "so happy with it"]
)
def test_praise_counts_where_it_is_asked_for(part):
    assert kind_of(part) is VoidKind.PRAISED
    assert kind_of(part, does_praise_count=True) is None


def test_only_the_part_that_does_not_count_is_left_out():
    found = void_parts("가격은 부담 없다고 하심, 설치가 어렵다고")
    assert (found.text, found.kinds) == ("설치가 어렵다고", (VoidKind.NEGATED,))
    assert void_parts("설치가 어렵다고").kinds == ()


@pytest.mark.parametrize(
    "courtesy",
    ["@Shop Thanks so much!", "OK great, thank you", "네 감사합니다~", "정말 고맙습니다!",
     "ありがとうございます。", "はい、承知いたしました。", "https://t.co/F7W4O0rQkZ"],
)  # fmt: skip
def test_a_courtesy_or_an_address_is_about_nothing(courtesy):
    assert not says_something(without_addresses(courtesy))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("@Shop 배송이 너무 늦어요 감사합니다", "배송이 너무 늦어요 감사합니다"),
        ("返品したいです。よろしくお願いします", "返品したいです。よろしくお願いします"),
        ("please look: https://x.example/a the app crashes", "please look: the app crashes"),
        ("mail kim@shop.example, the order is late", "mail kim@shop.example, the order is late"),
    ],
)
def test_what_is_said_beside_a_courtesy_stays(said, kept):
    assert without_addresses(said) == kept
    assert says_something(kept)
