"""Knowledge is read from what shops have; what cannot be read is refused with its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.speak.knowledge.article import ArticleKind, Reading, guess_language, merge_readings
from dangol.speak.knowledge.markdown import parse_markdown
from dangol.speak.knowledge.page import parse_page
from dangol.speak.knowledge.questions import NoQuestionsError, parse_questions
from dangol.speak.knowledge.reading import language_of_path, parse_knowledge
from dangol.speak.knowledge.sitemap import parse_sitemap
from dangol.speak.knowledge.table import parse_table
from dangol.terms.languages import Language

KO, JA, EN = Language.KO, Language.JA, Language.EN


def test_a_table_of_questions_gives_an_article_a_row_with_the_place_it_came_from():
    content = """id,lang,question,answer
fee,ko,배송비는 얼마예요?,"3,000원이에요."
fee,ja,送料はいくらですか？,500円です。
fee,en-US,How much is delivery?,"It is $5, always."
""".encode()
    reading = parse_table(content, "faq.csv")
    assert [(one.article_id, one.language, one.title) for one in reading.articles] == [
        ("fee", KO, "배송비는 얼마예요?"),
        ("fee", JA, "送料はいくらですか？"),
        ("fee", EN, "How much is delivery?"),
    ]
    assert reading.articles[2].text == "It is $5, always."
    assert reading.articles[1].source == "faq.csv:3"
    assert {one.kind for one in reading.articles} == {ArticleKind.FAQ}
    assert not reading.refusals


def test_a_table_with_other_column_names_and_no_language_is_understood():
    content = "id,category,title,content\nE1,배송,배송이 늦어요,조금만 기다려 주세요\n".encode(
        "cp949"
    )
    (article,) = parse_table(content, "kb.csv", KO).articles
    assert (article.article_id, article.title, article.language) == ("E1", "배송이 늦어요", KO)
    content = "question\tanswer\turl\n返品できますか\t7日以内なら\t/help#returns\n".encode()
    (article,) = parse_table(content, "faq.tsv").articles
    assert (article.language, article.source) == (JA, "/help#returns")


@pytest.mark.parametrize(
    ("rows", "line", "reason"),
    [
        ("a,ko,,답", 2, "the question is empty"),
        ("a,ko,질문,", 2, "the answer is empty"),
        ("a,fr,Quand ?,Demain.", 2, "the language 'fr' is none of ko, ja and en"),
        ("ok,ko,질문,답\na,ko,질문,답,넘침", 3, "the row has 5 cells, the first line 4"),
        ('a,ko,"질문', 2, "quotation mark"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line(rows: str, line: int, reason: str):
    reading = parse_table(f"id,lang,question,answer\n{rows}\n".encode(), "faq.csv")
    (refusal,) = reading.refusals
    assert (refusal.file, refusal.line) == ("faq.csv", line)
    assert reason in refusal.reason


def test_a_table_without_the_columns_says_which():
    (refusal,) = parse_table(b"id,name\n1,2\n", "x.csv").refusals
    assert refusal.reason == "the first line names no question and answer"
    (refusal,) = parse_table(b"", "x.csv").refusals
    assert "empty" in refusal.reason


POLICY = """---
url: https://shop.example/returns
lang: ko
---
# 반품 안내

받은 날부터 7일 안에 신청해 주세요.

## 반품 배송비 {#fee}

| 사유 | 부담 |
| --- | --- |
| 단순 변심 | 고객 |

**불량**이면 [저희](https://evil.example)가 <b onclick="x()">내요</b>.

## 빈 제목

### 예외

속옷은 반품되지 않아요.
"""


def test_a_markdown_document_gives_an_article_a_heading_with_its_anchor():
    reading = parse_markdown(POLICY.encode(), "returns.md")
    assert [(one.title, one.source) for one in reading.articles] == [
        ("반품 안내", "https://shop.example/returns"),
        ("반품 안내 › 반품 배송비", "https://shop.example/returns#fee"),
        ("반품 안내 › 예외", "https://shop.example/returns#예외"),
    ]
    fee = reading.articles[1].text
    assert fee == "사유 부담 단순 변심 고객 불량이면 저희가 내요."
    assert {one.language for one in reading.articles} == {KO}


def test_two_headings_of_one_name_have_two_anchors():
    reading = parse_markdown(b"## Fees\n\nfive\n\n## Fees\n\nsix\n", "a.md")
    assert [one.source for one in reading.articles] == ["a.md", "a.md#fees-1"]


def test_a_page_gives_the_words_of_its_main_part_and_nothing_around_it():
    page = """<!doctype html><html lang="ja"><head><title>ヘルプ</title><style>p{}</style></head>
    <body><nav>メニュー</nav><main><h1>ご利用案内</h1><p>はじめに。</p>
    <h2 id="fee">送料</h2><p>500円<br>です。<script>alert(1)</script></p>
    <details><summary>返品できますか</summary><p>7日以内なら。</p></details>
    <div hidden>隠し</div></main><footer>会社</footer></body></html>"""
    reading = parse_page(page.encode(), "help.html", source="https://shop.example/help")
    assert [(one.title, one.text, one.source) for one in reading.articles] == [
        ("ご利用案内", "はじめに。", "https://shop.example/help"),
        ("ご利用案内 › 送料", "500円 です。", "https://shop.example/help#fee"),
        (
            "ご利用案内 › 返品できますか",
            "7日以内なら。",
            "https://shop.example/help#返品できますか",
        ),
    ]
    assert {one.language for one in reading.articles} == {JA}


def test_a_page_without_headings_is_one_article_under_its_title():
    (article,) = parse_page(b"<title>Delivery</title><p>Two days.", "d.html").articles
    assert (article.title, article.text, article.language) == ("Delivery", "Two days.", EN)


def test_a_page_that_nests_without_end_is_read():
    deep = b"<div>" * 5_000 + b"words" + b"</div>" * 5_000
    (article,) = parse_page(deep, "deep.html").articles
    assert article.text == "words"


def test_a_sitemap_gives_its_pages_once_and_refuses_what_is_no_address():
    found = parse_sitemap(
        b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc> https://a.example/1 </loc></url><url><loc>https://a.example/1</loc></url>
        <url><loc>javascript:alert(1)</loc></url><url><loc>file:///etc/passwd</loc></url>
        </urlset>""",
        "sitemap.xml",
    )
    assert found.pages == ("https://a.example/1",)
    assert len(found.refusals) == 2
    index = b"<sitemapindex><sitemap><loc>https://a.example/2.xml</loc></sitemap></sitemapindex>"
    assert parse_sitemap(index, "s.xml").sitemaps == ("https://a.example/2.xml",)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>',
        b"<urlset><url>",
        b"",
        b"\xff\xfe\x00",
    ],
)
def test_a_hostile_or_broken_sitemap_is_a_refusal(content: bytes):
    found = parse_sitemap(content, "s.xml")
    assert not found.pages
    assert len(found.refusals) == 1


@settings(max_examples=60)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)),
    st.sampled_from(["a.csv", "a.tsv", "a.md", "ko/a.html", "a.exe"]),
    st.sampled_from([b"", b"id,lang,question,answer\n", b"# a\n", b"<main><h1>", b"---\n"]),
)
def test_no_file_makes_a_reader_fail(content: bytes, name: str, start: bytes):
    reading = parse_knowledge(start + content, name)
    for article in reading.articles:
        assert article.title
        assert article.text
        assert "\x00" not in article.text
    assert reading.articles or reading.refusals or start
    parse_sitemap(content, name)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=8))
def test_every_row_of_a_table_is_an_article_or_a_refusal(pairs: list[tuple[str, str]]):
    def cell(text: str) -> str:
        plain = "".join(one for one in text if one.isprintable() and one != '"')
        return f'"{plain}"'

    rows = [f"{number},ko,{cell(q)},{cell(a)}" for number, (q, a) in enumerate(pairs)]
    content = "\n".join(["id,lang,question,answer", *rows]).encode()
    reading = parse_table(content, "t.csv")
    assert len(reading.articles) + len(reading.refusals) == len(pairs)


def test_a_path_names_the_language_and_a_document_keeps_one_id_in_all():
    assert language_of_path("policies/ja/returns.md") is JA
    assert language_of_path("faq.ko.csv") is KO
    assert language_of_path("returns.md") is None
    ids = {
        parse_knowledge("# 가\n\n나".encode(), f"policies/{tag}/returns.md").articles[0].article_id
        for tag in ("ko", "ja", "en")
    }
    assert ids == {"policies/returns"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("환불은 언제 되나요", KO),
        ("返金はいつ？", JA),
        ("返品送料", JA),
        ("Where is my order?", EN),
        ("카카오페이 pay", KO),
        ("123", EN),
    ],
)
def test_letters_say_the_language(text: str, language: Language):
    assert guess_language(text) is language


def test_an_article_that_came_before_is_refused_the_second_time():
    one = parse_table(b"id,lang,question,answer\na,en,Q?,A.\n", "1.csv")
    two = parse_table(b"id,lang,question,answer\na,en,Q?,B.\na,ko,Q?,B.\n", "2.csv")
    merged = merge_readings([one, two, Reading()])
    assert [(article.source, article.text) for article in merged.articles] == [
        ("1.csv:2", "A."),
        ("2.csv:3", "B."),
    ]
    assert "stands already at 1.csv:2" in merged.refusals[0].reason


def test_questions_know_what_answers_them_or_that_nothing_does():
    content = "lang,question,accept\nko,언제 와요?,a|b\nen,Will it rain?,NONE\nxx,?,a\nko,,a\n"
    found = parse_questions(content.encode(), "q.csv")
    assert [one.accept for one in found.questions] == [frozenset({"a", "b"}), frozenset()]
    assert [one.line for one in found.refusals] == [4, 5]
    with pytest.raises(NoQuestionsError) as fault:
        parse_questions(b"lang,text\nko,a\n", "q.csv")
    assert "names no question and no accept" in fault.value.message
    assert "NONE" in fault.value.hint
