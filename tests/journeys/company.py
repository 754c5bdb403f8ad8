"""The sample company as buyers and its hosts meet it: `dangol serve`, its site in a server of its
own, a real mail server, a real CalDAV server. Its hosts work every day, so that any day may be
tomorrow.
"""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.journeys.conftest import served
from tests.journeys.hands import start
from tests.mail_server import MailServer, mail_server
from tests.sales_servers import PASSWORD, Radicale, radicale
from tests.server.conftest import Server, Shop

from dangol.cli.demo_company import open_demo_company
from dangol.cli.demo_shop import company_site_app
from dangol.cli.demo_workspace import ZONES, DemoWorkspace
from dangol.engine.sales.setups import keep_sales_setup
from dangol.sim.b2b.setup import company_setup_texts, company_team, team_text
from dangol.sim.visitor import Place, Visitor
from dangol.store.hosts import CalendarKind, write_calendar
from dangol.store.record import open_record
from dangol.store.secrets import secrets_of
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

HOURS = "mon-sun 09:00-20:00"
WARM_S = 120.0
WAIT_MS = 40_000
CALENDAR = "meetings"
LOCALE = {Language.KO: "ko-KR", Language.JA: "ja-JP", Language.EN: "en-US"}
Enter = Callable[..., Any]
"""Opens a page in a language."""
MEET = {
    Language.KO: "미팅 시간 잡아 주세요",
    Language.JA: "打ち合わせの予約をしたいです",
    Language.EN: "I'd like to book a meeting",
}


@dataclass
class Company:
    """Everything that is open."""

    server: Server
    site: str
    demos: dict[Language, DemoWorkspace]
    mail: MailServer
    calendars: Radicale

    def shop(self, language: Language) -> Shop:
        """Its workspace of that language, to look into the record."""
        demo = self.demos[language]
        workspace = demo.workspace
        return Shop(self.server, workspace.workspace_id, workspace.browser_key, demo.server_key)

    def zone(self, language: Language) -> ZoneInfo:
        return ZoneInfo(company_team(language).hosts[0].zone)

    def tomorrow(self, language: Language) -> date:
        return datetime.now(self.zone(language)).date() + timedelta(days=1)

    def known(self, language: Language, conversation_id: str) -> dict[str, tuple[str, str]]:
        """Value and words of every slot that is known from a conversation."""
        rows = self.shop(language).rows("leads", "conversation_id", "known")
        found = [json.loads(known) for one, known in rows if one == conversation_id]
        return {one["slot"]: (one["value"], one["words"]) for one in (found[0] if found else [])}

    def meetings(self, language: Language, email: str) -> list[dict[str, Any]]:
        """Those of a guest."""
        names = ("guest_email", "state", "starts_at", "host_id", "meeting_id")
        rows = self.shop(language).rows("meetings", *names)
        return [dict(zip(names, row, strict=True)) for row in rows if row[0] == email]

    def browser(self, visit: Any, language: Language, **options: Any) -> Any:
        """A page in a new browser at a buyer's desk, with nothing open yet."""
        # A buyer's tomorrow is by their own clock: the company's, unless a test says another.
        place = {"locale": LOCALE[language], "timezone_id": ZONES[language]}
        page = visit("about:blank", **place, **options)
        page.set_default_timeout(WAIT_MS)
        return page

    def invitations_to(self, address: str) -> list[EmailMessage]:
        """What was sent there with an event in it."""
        mails = [one for one in list(self.mail.mails) if address in str(one["To"])]
        return [one for one in mails if any(map(_is_event, one.walk()))]


def _is_event(part: Message) -> bool:
    return part.get_content_type() == "text/calendar"


def calendar_of(host_id: str) -> str:
    """Where the host's calendar stands."""
    return f"{host_id}/{CALENDAR}"


def starts(meeting: dict[str, Any], zone: ZoneInfo) -> datetime:
    """When the meeting begins, by the clock of that zone."""
    return datetime.fromtimestamp(meeting["starts_at"] / 1_000_000, zone)


def invitation_in(mail: EmailMessage) -> Any:
    """The iCalendar event that goes with a mail."""
    part = next(filter(_is_event, mail.walk()))
    text = part.get_payload(decode=True)
    assert isinstance(text, bytes)
    return event_in(text.decode())


def event_in(text: str) -> Any:
    """The one event of an iCalendar object."""
    from icalendar import Calendar

    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """One company for all journeys; every buyer comes with a browser of their own."""
    folder = tmp_path_factory.mktemp("company")
    (folder / "calendars").mkdir()
    with ExitStack() as stack:
        mail = stack.enter_context(mail_server())
        calendars = stack.enter_context(radicale(folder / "calendars"))
        url = f"sqlite:///{folder}/dangol.sqlite"
        allowed = f"{mail.place},{calendars.place}"
        server = Server(folder, url, {"DANGOL_ALLOWED_HOSTS": allowed}).start()
        stack.callback(_stop, server)
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        demos = _open(folder, url, site, mail.port, calendars)
        stack.enter_context(served(company_site_app(demos, server.url), listener))
        opened = Company(server, site, demos, mail, calendars)
        visit = f"{opened.tomorrow(Language.JA):%Y%m%d}"
        host = company_team(Language.JA).hosts[0]
        calendars.put(
            calendar_of(host.host_id),
            "a-visit",
            f"DTSTART;TZID={host.zone}:{visit}T150000",
            f"DTEND;TZID={host.zone}:{visit}T160000",
        )
        for language in Language:
            _wait_for_times(opened, language)
        yield opened


def _wait_for_times(company: Company, language: Language) -> None:
    """The hosts' calendars have been read once, however slow the machine is today."""
    key = company.demos[language].workspace.browser_key
    until_s = time.monotonic() + WARM_S
    place = Place(company.site, company.server.url, key, language)
    visitor = Visitor(place, f"first-{language}", until_s)
    visitor.open("/pricing")
    while not any(part["type"] == "replies" for part in visitor.say(MEET[language])):
        assert time.monotonic() < until_s


def _open(
    folder: Path, url: str, site: str, mail_port: int, calendars: Radicale
) -> dict[Language, DemoWorkspace]:
    record = open_record(url)
    now = Instant(time.time_ns() // 1000)
    demos: dict[Language, DemoWorkspace] = {}
    try:
        for language in Language:
            demo = open_demo_company(record, language, site=site, now=now, mail_port=mail_port)
            demos[language] = demo
            host = company_team(language).hosts[0]
            texts = company_setup_texts(language, site) | {"team": _team_of_one(language)}
            workspace_id = demo.workspace.workspace_id
            with record.writing() as connection:
                keep_sales_setup(connection, workspace_id, texts, now)
                write_calendar(
                    connection,
                    workspace_id,
                    host.host_id,
                    kind=CalendarKind.CALDAV,
                    url=calendars.make_calendar(host.host_id, CALENDAR),
                    user=host.host_id,
                    secret=secrets_of(record).encrypt(PASSWORD.encode()),
                    now=now,
                )
    finally:
        record.close()
    return demos


def _team_of_one(language: Language) -> str:
    """The first host, alone and at work every day."""
    first, host, _ = team_text(language).split("[[hosts]]")
    host = re.sub(r'hours = ".+"', f'hours = "{HOURS}"', host)
    host = re.sub(r'holidays = "\w+"', 'holidays = "none"', host)
    return re.sub(r"escalation = .+", "", first) + "[[hosts]]" + host


@pytest.fixture
def enter(company: Company, visit: Any) -> Enter:
    """Opens the pricing page in a new browser, and the chat on it."""

    def buyer(language: Language, **options: Any) -> Any:
        page = company.browser(visit, language, **options)
        page.goto(f"{company.site}/pricing?lang={language}")
        start(page)
        return page

    return buyer


@pytest.fixture
def office(company: Company, visit: Any) -> Enter:
    """Signs the first host in, in a browser of their own."""

    def host(language: Language) -> Any:
        page = visit("about:blank", locale=LOCALE[language])
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{company.server.url}/console/sign-in?lang={language}")
        page.locator("input[name=email]").fill(company.demos[language].login.email)
        page.locator("input[name=password]").fill(company.demos[language].login.password)
        page.locator("button.primary").click()
        page.wait_for_url("**/console/inbox")
        return page

    return host


def _stop(server: Server) -> None:
    assert server.stop() == 0, server.log()
