"""The promise: after an import the articles of its origin are exactly those, and no other's."""

from tests.store.chat import another_shop, at, at_once
from tests.store.conftest import NOW

from dangol.store.articles import (
    ArticleRow,
    ArticleStamp,
    Replaced,
    read_article_stamp,
    read_articles,
    replace_articles,
)
from dangol.store.record import Record
from dangol.store.workspaces import Workspace


def article(
    article_id: str, language: str = "ko", second: int = 0, text: str = "이틀"
) -> ArticleRow:
    url = f"https://shop.example/{article_id}"
    return ArticleRow(article_id, language, "배송", text, url, "faq", "faq.csv", at(second))


def replace(
    record: Record, shop: Workspace, *rows: ArticleRow, origin: str = "faq.csv"
) -> Replaced:
    with record.writing() as connection:
        return replace_articles(connection, shop.workspace_id, origin, rows)


def read(record: Record, shop: Workspace) -> list[ArticleRow]:
    with record.reading() as connection:
        return read_articles(connection, shop.workspace_id)


def test_an_import_takes_the_place_of_the_one_before_and_of_no_other(
    record: Record, shop: Workspace
) -> None:
    policy = article("returns")._replace(origin="policies")
    assert replace(record, shop, policy, origin="policies") == Replaced(1, 0)
    first = [article("shipping"), article("shipping", "ja"), article("refund")]
    assert replace(record, shop, *first) == Replaced(3, 0)
    assert replace(record, shop, *first) == Replaced(3, 0)
    newer = [article("shipping", text="사흘"), article("gift")]
    assert replace(record, shop, *newer) == Replaced(2, 2)
    assert read(record, shop) == [newer[1], policy, newer[0]]
    assert replace(record, shop) == Replaced(0, 2)
    assert read(record, shop) == [policy]


def test_of_one_id_in_two_origins_the_last_import_stands(record: Record, shop: Workspace) -> None:
    replace(record, shop, article("a", text="old"), article("a", "ja"), article("b"))
    new = article("a", text="new")._replace(origin="site")
    replace(record, shop, article("a", text="first"), new, origin="site")
    assert read(record, shop) == [article("a", "ja"), new, article("b")]


def test_a_stamp_tells_that_the_articles_changed(record: Record, shop: Workspace) -> None:
    with record.reading() as connection:
        assert read_article_stamp(connection, shop.workspace_id) == ArticleStamp(0, NOW * 0)
    replace(record, shop, article("a"), article("b", second=1))
    with record.reading() as connection:
        assert read_article_stamp(connection, shop.workspace_id) == ArticleStamp(2, at(1))


def test_any_text_is_kept_and_many_of_it(record: Record, shop: Workspace) -> None:
    hostile = [article(f"{n}", text="<script>\0\ud800'; --" * 9) for n in range(1_100)]
    assert replace(record, shop, *hostile) == Replaced(1_100, 0)
    assert len(read(record, shop)) == 1_100
    assert read(record, shop)[0].text.startswith("<script>\ufffd?';")
    assert replace(record, shop, *hostile, origin="other") == Replaced(1_100, 0)
    assert {row.origin for row in read(record, shop)} == {"other"}


def test_imports_at_once_leave_one_of_them_whole(record: Record, shop: Workspace) -> None:
    def import_(n: int) -> Replaced:
        return replace(record, shop, *[article(f"{m}", text=f"{n}") for m in range(20)])

    at_once(8, import_)
    assert len(read(record, shop)) == 20
    assert len({row.text for row in read(record, shop)}) == 1


def test_workspaces_do_not_share_articles(record: Record, shop: Workspace) -> None:
    other = another_shop(record)
    replace(record, shop, article("a"))
    assert read(record, other) == []
    replace(record, other, article("a", text="別"))
    replace(record, other)
    assert read(record, shop) == [article("a")]
