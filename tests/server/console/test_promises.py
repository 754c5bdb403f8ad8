"""The promise: the inbox says who was promised to answer a buyer, and until when."""

import re

from tests.server.console.conftest import House, text_of

from dangol.engine.sales.setups import keep_sales_setup
from dangol.store.operators import Role
from dangol.store.record import open_record
from dangol.terms.instants import Instant

TEAM = """
[[hosts]]
id = "mina"
name = "김미나"
email = "mina@company.example"
languages = ["ko"]
zone = "Asia/Seoul"
hours = "daily 00:00-24:00"
"""


def test_a_buyer_who_waits_stands_in_the_inbox_with_who_answers_and_until_when(
    house: House,
) -> None:
    record = open_record(house.shop.server.database_url)
    try:
        with record.writing() as connection:
            keep_sales_setup(connection, house.shop.workspace_id, {"team": TEAM}, Instant(1))
    finally:
        record.close()
    desk = house.seat(Role.OPERATOR)
    house.visitor("상담원 20명이고 젠데스크 쓰고 있어요. 상담원 연결해 주세요")
    shown = text_of(desk.get("/console/inbox").text)
    assert re.search(r"김미나 · (오늘|내일) (오전|오후) \d{1,2}:\d\d까지", shown), shown


def test_where_nothing_was_promised_the_inbox_names_nobody(house: House) -> None:
    desk = house.seat(Role.OPERATOR)
    house.visitor("사람 바꿔주세요")
    shown = text_of(desk.get("/console/inbox").text)
    assert "담당자 대기" in shown and not re.search(r"· (오늘|내일)", shown)
