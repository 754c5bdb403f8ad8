"""The sample company becomes a workspace that sells to businesses, and its mail becomes files."""

import email
import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from dangol.cli.demo_company import open_demo_company
from dangol.cli.demo_mail import Mailbox
from dangol.engine.sales.setups import read_sales_setup
from dangol.server.console.passwords import is_right
from dangol.sim.b2b.company import sample_company
from dangol.store.articles import read_articles
from dangol.store.destinations import read_destinations
from dangol.store.hosts import read_hosts
from dangol.store.operators import Operators, Role
from dangol.store.record import Record, open_record
from dangol.store.shelf import read_shelf
from dangol.store.sites import read_sites
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

SITE = "http://127.0.0.1:9001"
NOW = Instant(time.time_ns() // 1000)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with_all = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    yield with_all
    with_all.close()


@pytest.mark.parametrize("language", list(Language))
def test_the_company_has_its_plans_its_answers_and_hosts_who_work_in_the_inbox(
    record: Record, language: Language
) -> None:
    demo = open_demo_company(record, language, site=SITE, now=NOW, mail_port=2_525)
    workspace_id, company = demo.workspace.workspace_id, sample_company(language)
    setup = read_sales_setup(record, workspace_id)
    assert setup is not None
    shelf = {row.product_id: row for row in read_shelf(record, workspace_id)}
    assert set(shelf) == {plan.product_id for plan in setup.fit.plans}
    for plan in company.plans:
        assert shelf[plan.plan_id].price == Money(plan.price_minor, demo.workspace.currency)
    guides = [guide.url for one in setup.fit.unfit for guide in one.guides]
    assert guides
    assert all(url.startswith(SITE) for url in guides)
    with record.reading() as connection:
        assert read_sites(connection, workspace_id) == [SITE]
        articles = read_articles(connection, workspace_id)
        operators = Operators(connection, workspace_id).read_operators()
        hosts = read_hosts(connection, workspace_id)
        (mail,) = read_destinations(connection, workspace_id, "mail")
    assert {row.language for row in articles} == {"ko", "ja", "en"}
    assert {host.email: host.operator_id for host in hosts} == {
        one.email: one.operator_id for one in operators
    }
    assert {host.host_id for host in hosts} == {host.host_id for host in setup.team.hosts}
    owner = next(one for one in operators if one.role is Role.OWNER)
    assert owner.email == demo.login.email
    assert all(is_right(demo.login.password, one.password_hash) for one in operators)
    assert mail.read_settings()["port"] == "2525"


def test_mail_that_is_sent_is_kept_as_it_was_in_the_order_of_arrival(tmp_path: Path) -> None:
    with Mailbox(tmp_path / "mail") as mailbox:
        for subject in ("하나", "둘"):
            message = EmailMessage()
            message["From"], message["To"] = "hello@ongyeol.example", "jun@haneul.example"
            message["Subject"] = subject
            message.set_content(".점으로 시작하는 줄\n..둘\n", cte="8bit")
            with smtplib.SMTP("127.0.0.1", mailbox.port) as client:
                client.send_message(message)
    files = sorted((tmp_path / "mail").iterdir())
    assert [one.name for one in files] == ["0001.eml", "0002.eml"]
    mails = [email.message_from_bytes(one.read_bytes()) for one in files]
    for mail in mails:
        said = mail.get_payload(decode=True)
        assert isinstance(said, bytes)
        assert said.decode().splitlines() == [".점으로 시작하는 줄", "..둘"]


def test_a_mail_that_is_too_long_is_refused_and_not_kept(tmp_path: Path) -> None:
    with (
        Mailbox(tmp_path) as mailbox,
        smtplib.SMTP("127.0.0.1", mailbox.port) as client,
        pytest.raises(smtplib.SMTPDataError),
    ):
        client.sendmail(
            "a@a.example", "b@b.example", "x" * 990 + "\r\n" + ("y" * 98 + "\r\n") * 11_000
        )
    assert list(tmp_path.iterdir()) == []
