"""Markup from a feed becomes plain words, in time that grows with its length alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.catalogue.plaintext import plain_text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>손으로 빚은 <b>백자</b> 찻잔</p><p>지름 8cm</p>", "손으로 빚은 백자 찻잔 지름 8cm"),
        ("<ul><li>鉄製</li><li>容量&nbsp;1.2L</li></ul>", "鉄製 容量 1.2L"),
        ("Tom &amp; Jerry&#39;s\r\n <br/> mug", "Tom & Jerry's mug"),
        ("&lt;p&gt;escaped &amp;amp; twice&lt;/p&gt;", "escaped & twice"),
        ("a<script>alert('x')</script>b<style>p{}</style>c<!-- d -->e", "abce"),
        ("<script>never closed", ""),
        ("a<ſcript>b</ſcript>c<ſtyle>d", "a<ſcript>bc<ſtyle>d"),
        ("size < 10 and > 5", "size < 10 and > 5"),
        ('<a title="a > b" href=x>link</a>', "link"),
        ("<![foo[ x", "<![foo[ x"),
        ("\x00zero\u200bwidth\ud800", "zerowidth"),
        ("&#" + "9" * 5000 + ";end", "end"),
    ],
)
def test_only_words_remain(markup: str, words: str) -> None:
    assert plain_text(markup) == words


def test_a_long_text_is_cut() -> None:
    assert plain_text("단골 " * 20_000, 10) == "단골 단골 단골 단"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["<a ", '<a b="', "<!--", "<script>", "</", "&lt;", "&amp;", "<a '\""]
)
def test_markup_made_to_be_slow_is_not(piece: str) -> None:
    plain_text(piece * 60_000)


pieces = st.sampled_from(
    [
        "<",
        ">",
        "b",
        "/",
        "!",
        "--",
        "&lt;",
        "&amp;",
        "lt;",
        "script",
        '"',
        "'",
        " ",
        "\x00",
        "&#x200b;",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(pieces, max_size=40).map("".join)))
def test_no_tag_and_no_control_character_remains(markup: str) -> None:
    words = plain_text(markup)
    assert not re.search(r"<[a-zA-Z/!?][^<>\"']*>", words)
    assert not re.search("[\x00-\x1f\x7f\ud800-\udfff]", words)
