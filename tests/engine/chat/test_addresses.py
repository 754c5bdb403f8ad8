"""The promise: an address that is taken is one to which mail servers bring mail, in any script and
however wide it was written; everything else is asked for again."""

import pytest

from dangol.engine.chat.addresses import read_email, read_phone


@pytest.mark.parametrize(
    "email",
    [
        "kim@buyer.example",
        "kim.hana+trial@mail.buyer.example",
        "o'brien_99@buyer-and-co.example",
        "홍길동@회사.한국",
        "山田.太郎@例え.jp",
        "zoë@bücher.example",
        "hong@xn--hj2b15w.xn--3e0b707e",
        "taro.@docomo.ne.jp",
        "taro..y@DOCOMO.ne.jp",
        "taro...y..@ezweb.ne.jp",
        "taro-.@au.com",
        "straße@buyer.example",
        "a" * 64 + "@buyer.example",
        "a@" + "b" * 63 + ".example",
    ],
)
def test_an_address_of_any_script_is_taken_as_it_is(email: str) -> None:
    assert read_email(email) == email
    assert read_email(f"  {email}\n") == email


@pytest.mark.parametrize(
    ("written", "email"),
    [
        ("ｋｉｍ＠ｂｕｙｅｒ．ｅｘａｍｐｌｅ", "kim@buyer.example"),
        ("ｔａｒｏ．ｙａｍａｄａ＠例え。ｊｐ", "taro.yamada@例え.jp"),
        ("taro@buyer。example", "taro@buyer.example"),
        ("홍길동＠회사．한국", "홍길동@회사.한국"),
        ("ｔａｒｏ．．ｙ＠ｄｏｃｏｍｏ．ｎｅ．ｊｐ", "taro..y@docomo.ne.jp"),
    ],
)
def test_what_is_written_wide_is_the_address_written_narrow(written: str, email: str) -> None:
    assert read_email(written) == email


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "kim",
        "kim@buyer",
        "a..b@x.cc",
        ".a@x.cc",
        ".taro@docomo.ne.jp",
        "...@docomo.ne.jp",
        "taro..y@mail.docomo.ne.jp",
        "taro..y@softbank.ne.jp",
        "①@x.cc",
        "a.@x.cc",
        "홍..길동@회사.한국",
        "山田．＠例え．jp",
        "a@x..cc",
        "a@.x.cc",
        "a@x.cc.",
        "a@-x.cc",
        "a@x-.cc",
        "a@x_y.cc",
        "a@x.c",
        "a@10.0.0.1",
        "a@[10.0.0.1]",
        "a@b@x.cc",
        '"a b"@x.cc',
        "a b@x.cc",
        "a@x.cc,b@x.cc",
        "Kim <a@x.cc>",
        "a\u200bb@x.cc",
        "a\x00@x.cc",
        "\ud800@x.cc",
        "a" * 65 + "@x.cc",
        "한" * 22 + "@x.cc",
        "a@" + "b" * 64 + ".cc",
        "a@" + "회" * 60 + ".한국",
        "a@" + ("b" * 60 + ".") * 5 + "cc",
    ],
)
def test_what_no_mail_server_takes_is_no_address(text: str) -> None:
    assert read_email(text) == ""


def test_what_only_looks_alike_is_another_mailbox() -> None:
    assert read_email("ﬀ@x.cc") in ("", "ﬀ@x.cc")
    assert read_email("ﬀ①@x.cc") == ""
    assert read_email("ㄱ@x.cc") == "ㄱ@x.cc"


@pytest.mark.parametrize(
    "written",
    [
        "010-1234-5678",
        "０１０－１２３４－５６７８",
        "０１０ー１２３４ー５６７８",
        "010（1234）5678",
        "010 - 1234 - 5678",
        "010/1234/5678",
        "010・1234・5678",
        "010ㅡ1234ㅡ5678",
        "010＊1234＊5678",
        *(f" 010{dash}1234{dash}5678\n" for dash in "‐‑‒–—―−"),
    ],
)
def test_a_number_is_its_digits_however_it_is_parted(written: str) -> None:
    assert read_phone(written) == "01012345678"


@pytest.mark.parametrize("text", ["", "123", "call me", "0101234567a", "1" * 16, "01012345678@x"])
def test_what_nobody_can_call_is_no_number(text: str) -> None:
    assert read_phone(text) == ""
