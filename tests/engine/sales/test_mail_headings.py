"""Whatever words stand in a heading of a mail arrive as they are, and none becomes a heading."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import pytest

from dangol.engine.sales.mail import Mail, render_mail
from dangol.terms.instants import Instant

SETTINGS = {"host": "h", "from": "meet@dangol.example", "from_name": "단골"}
HEADINGS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
ENDINGS = (
    "11월 23일 (월) 오후 3:00, 서울 표준시",
    "11月23日 (月) 15:00 日本標準時 の お知らせ",
    "Meeting with 김미나 on Mon 23 Nov, 3:00 pm",
    "plain ASCII words of some length, at 3:00 pm",
)


def arrived(subject: str = "x", name: str = "") -> EmailMessage:
    mail = Mail(to="mina@buyer.example", to_name=name, subject=subject, text="x\n")
    sent = render_mail(mail, "id", Instant(0), SETTINGS).as_bytes()
    assert all(len(line) <= 78 for line in sent.split(b"\r\n"))
    return message_from_bytes(sent, _class=EmailMessage, policy=SMTP)


def decoded(message: EmailMessage, name: str) -> str:
    """As RFC 2047 says it is read; Python's own reader of addresses adds spaces."""
    raw = dict(message.raw_items())[name]
    return str(make_header(decode_header(str(raw).replace("\r\n", ""))))


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_space_of_a_subject_is_lost_wherever_it_is_folded(ending: str) -> None:
    for length in range(80):
        subject = f"{'가' * (length % 40)}{'a' * (length // 2)} {ending}".strip()
        assert str(arrived(subject)["subject"]) == subject


def test_a_long_name_arrives_as_it_is() -> None:
    for length in range(45):
        name = f"{'가' * length} 나 abc".strip()
        assert decoded(arrived(name=name), "To") == f"{name} <mina@buyer.example>"


@pytest.mark.parametrize(
    "words",
    [
        "=?utf-8?q?a=0d=0aBcc:=20victim=40other.example?=",
        "=?utf-8?b?YQ0KQmNjOiB2aWN0aW1Ab3RoZXIuZXhhbXBsZQ==?=",
        "김 =?utf-8?q?=0aBcc:=20victim=40other.example?=",
        '"a" <victim@other.example>, b',
    ],
)
def test_no_words_become_another_heading_or_another_address(words: str) -> None:
    message = arrived(words, words)
    assert [name for name in message if not name.startswith(("Content", "MIME"))] == HEADINGS
    assert str(message["subject"]) == words
    raw = str(dict(message.raw_items())["To"])
    assert parseaddr(raw)[1] == "mina@buyer.example"
    assert [one.addr_spec for one in message["to"].addresses] == ["mina@buyer.example"]


@pytest.mark.parametrize("words", ["a\nBcc: b@other.example", "a\r\nb", "a\rb"])
def test_words_of_several_lines_are_no_heading(words: str) -> None:
    with pytest.raises(ValueError, match="line"):
        arrived(words)
    with pytest.raises(ValueError, match="line"):
        arrived(name=words)


@pytest.mark.parametrize(
    "address", ["=?utf-8?q?a=0ABcc=3Av?=@other.example", "a\nBcc: v@other.example", "nobody", "@"]
)
def test_an_address_to_reply_to_that_is_none_keeps_no_mail_back(address: str) -> None:
    mail = Mail(to="mina@company.example", subject="x", text="x\n", reply_to=address)
    sent = render_mail(mail, "id", Instant(0), SETTINGS).as_bytes()
    message = message_from_bytes(sent, _class=EmailMessage, policy=SMTP)
    assert [name for name in message if not name.startswith(("Content", "MIME"))] == HEADINGS
