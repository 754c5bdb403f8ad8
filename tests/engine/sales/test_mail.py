"""Mail reaches a real mail server, whole; what is refused for good is told from what is not."""

import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from tests.engine.sales.outbox_desk import Desk, desk
from tests.engine.sales.test_outgoing import write_certificate
from tests.mail_server import PASSWORD, USER, MailServer, mail_server

from dangol.engine.sales import outgoing
from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.mail import Mail
from dangol.engine.sales.outbox import FIRST_WAIT_US

__all__ = ["desk"]

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
MAIL = Mail(
    to="mina@buyer.example",
    to_name="김민아",
    subject="미팅이 예약되었어요 · 打ち合わせ",
    text="내일 오후 3시에 만나요.\n",
    html="<p>내일 오후 3시에 만나요.</p>",
    reply_to="host@dangol.example",
    calendar=CALENDAR,
)


@pytest.fixture
def server(desk: Desk) -> Iterator[MailServer]:
    with mail_server() as running:
        desk.allowed = frozenset([running.place])
        add(desk, running)
        yield running


def add(desk: Desk, server: MailServer, secret: str = "", **more: str) -> None:
    settings = {
        "host": "127.0.0.1",
        "port": str(server.port),
        "security": "none",
        "from": "meet@dangol.example",
        "from_name": "단골",
    }
    desk.add(Kind.MAIL, secret, **(settings | more))


def put(desk: Desk, mail: Mail = MAIL, key: str = "k") -> None:
    desk.put(Kind.MAIL, msgspec.json.encode(mail), key=key)


def part(message: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [one for one in message.walk() if one.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def test_a_mail_arrives_with_its_words_its_picture_of_them_and_its_invitation(
    desk: Desk, server: MailServer
) -> None:
    put(desk)
    desk.bring()
    assert desk.states() == [("sent", "")]
    (mail,) = server.mails
    assert str(mail["subject"]) == MAIL.subject
    assert mail["to"].addresses[0].display_name == "김민아"
    assert mail["from"].addresses[0].addr_spec == "meet@dangol.example"
    assert part(mail, "text/plain").get_content().replace("\r\n", "\n") == MAIL.text
    assert part(mail, "text/html").get_content().strip() == MAIL.html
    invitation = part(mail, "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_content().replace("\r\n", "\n") == CALENDAR.replace("\r\n", "\n")
    attached = part(mail, "application/ics")
    assert attached.get_content() == CALENDAR.encode()


@pytest.mark.parametrize("name", ["taro.", "taro..y", "taro...-.", "taro.y"])
def test_an_address_with_dots_of_a_japanese_carrier_is_written_to(
    desk: Desk, server: MailServer, name: str
) -> None:
    put(desk, msgspec.structs.replace(MAIL, to=f"{name}@docomo.ne.jp", to_name="山田太郎"))
    desk.bring()
    assert desk.states() == [("sent", "")]
    (mail,) = server.mails
    (to,) = mail["to"].addresses
    assert (to.username, to.domain) == (name, "docomo.ne.jp")
    assert mail["to"].defects == ()  # as where what is no dot-string stands unquoted
    assert server.written_to == [f"{name}@docomo.ne.jp"]


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_refuses_for_good_is_dead_at_once(
    desk: Desk, server: MailServer, command: str
) -> None:
    server.says = {command: ["550 5.1.1 mina@buyer.example is nobody"]}
    put(desk)
    desk.bring()
    assert desk.states() == [("dead", "smtp_550")]
    assert server.mails == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_cannot_take_now_comes_again(
    desk: Desk, server: MailServer, command: str
) -> None:
    server.says = {command: ["451 4.3.0 try mina@buyer.example later"]}
    put(desk)
    desk.bring()
    assert desk.states() == [("waiting", "smtp_451")]
    desk.wait(FIRST_WAIT_US / 1e6)
    desk.bring()
    assert desk.states() == [("sent", "")]
    assert len(server.mails) == 1


def test_an_address_that_is_refused_for_a_while_keeps_no_other_mail_back(
    desk: Desk, server: MailServer
) -> None:
    server.says = {"RCPT": ["450 4.2.0 greylisted"]}
    put(desk, key="meeting:1:1:guest")
    desk.wait(1)
    put(desk, msgspec.structs.replace(MAIL, to="host@dangol.example"), "meeting:1:1:host")
    desk.bring()
    assert desk.states() == [("waiting", "smtp_450"), ("sent", "")]


def test_a_server_that_is_away_gets_it_when_it_is_back(desk: Desk) -> None:
    away = MailServer()
    away.start()
    port = away.port
    desk.allowed = frozenset([away.place])
    add(desk, away)
    away.stop()
    put(desk)
    desk.bring()
    assert desk.states() == [("waiting", "unreachable")]
    back = MailServer()
    back.start(port)
    desk.wait(FIRST_WAIT_US / 1e6)
    desk.bring()
    back.stop()
    assert desk.states() == [("sent", "")]
    assert len(back.mails) == 1


def test_a_mail_whose_answer_was_lost_comes_again_as_the_same_mail(
    desk: Desk, server: MailServer
) -> None:
    server.says = {"DATA": ["cut taken"]}
    put(desk)
    desk.bring()
    assert desk.states() == [("waiting", "cut_off")]
    desk.wait(FIRST_WAIT_US / 1e6)
    desk.bring()
    assert desk.states() == [("sent", "")]
    first, second = server.mails
    assert first["message-id"] == second["message-id"]


@pytest.mark.parametrize(
    "mail",
    [
        msgspec.structs.replace(MAIL, to="mina@buyer.example\r\nBcc: all@buyer.example"),
        msgspec.structs.replace(MAIL, to="mina@a.example, jun@a.example"),
        msgspec.structs.replace(MAIL, to=""),
        msgspec.structs.replace(MAIL, subject="Hello\r\nBcc: all@buyer.example"),
        msgspec.structs.replace(MAIL, to_name="x\r\nBcc: all@buyer.example"),
    ],
)
def test_no_word_of_a_visitor_becomes_a_heading(desk: Desk, server: MailServer, mail: Mail) -> None:
    put(desk, mail)
    desk.bring()
    assert desk.states() == [("dead", "bad_mail")]
    assert server.tries == 0


def test_plain_mail_goes_to_allowed_hosts_alone(desk: Desk) -> None:
    with mail_server() as server:
        add(desk, server)
        put(desk)
        desk.bring()
        assert desk.states() == [("waiting", "not_encrypted")]
        assert server.tries == 0


def test_an_inner_mail_server_is_refused_unless_it_is_allowed(desk: Desk) -> None:
    with mail_server() as server:
        add(desk, server, security="starttls")
        put(desk)
        desk.bring()
        assert desk.states() == [("waiting", "not_public")]


def test_a_login_goes_over_tls_whose_name_is_checked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with mail_server(tls=context, needs_login=True) as server:
        desk.allowed = frozenset([server.place, f"localhost:{server.port}"])
        named = {"host": "localhost", "security": "starttls", "user": USER}
        add(desk, server, PASSWORD, **named)
        put(desk)
        outgoing.tls_context.cache_clear()
        desk.bring()
        assert desk.states() == [("waiting", "bad_certificate")]
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        outgoing.tls_context.cache_clear()
        desk.wait(FIRST_WAIT_US / 1e6)
        desk.bring()
        assert desk.states() == [("sent", "")]
    outgoing.tls_context.cache_clear()


def test_a_wrong_password_is_no_reason_to_lose_a_mail(desk: Desk) -> None:
    with mail_server(needs_login=True) as server:
        desk.allowed = frozenset([server.place])
        add(desk, server, "wrong", user=USER)
        put(desk)
        desk.bring()
        assert desk.states() == [("waiting", "not_let_in")]
