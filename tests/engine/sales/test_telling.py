"""Whoever is to hear of a lead or a meeting hears of every version once, in a documented shape."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from tests.engine.sales.outbox_desk import Desk, desk
from tests.engine.sales.test_crm import LEAD, lead, meeting
from tests.outside import Outside, Reply, outside

from dangol.engine.sales.delivery import Kind
from dangol.engine.sales.outbox import FIRST_WAIT_US
from dangol.engine.sales.telling import Happened, tell_lead
from dangol.speak.sales.known import Known
from dangol.store.destinations import switch_destination
from dangol.store.meeting_rows import MeetingState
from dangol.terms.instants import Instant

__all__ = ["desk"]

SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "leads-out.schema.json"
SLACK_PATH = "/services/T0/B0/x"


PUBLISHED = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.fixture
def system(desk: Desk) -> Iterator[Outside]:
    with outside() as running:
        desk.allowed = frozenset([running.place])
        yield running


def hook(desk: Desk, system: Outside) -> None:
    desk.add(Kind.WEBHOOK, SIGNING, url=f"{system.url}/hook")


def slack(desk: Desk, system: Outside) -> None:
    desk.add(Kind.SLACK, f"{system.url}{SLACK_PATH}")


def test_a_webhook_hears_of_every_version_in_the_shape_that_is_published(
    desk: Desk, system: Outside
) -> None:
    hook(desk, system)
    assert lead(desk, stage="new") == 1
    assert lead(desk, stage="new") == 0
    for stage in ("qualified", "meeting"):
        desk.wait(1)
        lead(desk, stage=stage)
    meeting(desk)
    desk.wait(1)
    meeting(desk, Happened.MEETING_MOVED, version=2)
    desk.wait(1)
    meeting(desk, Happened.MEETING_CANCELLED, version=3, state=MeetingState.CANCELLED)
    desk.bring()
    told = [call.json() for call in system.calls]
    for one in told:
        PUBLISHED.validate(one)
    assert sorted(one["type"] for one in told) == [
        "lead.qualified",
        "lead.qualified",
        "lead.updated",
        "meeting.booked",
        "meeting.cancelled",
        "meeting.moved",
    ]
    about_lead = next(one["lead"] for one in told if "lead" in one)
    assert about_lead["email"] == "mina@buyer.example"
    assert about_lead["reasons"] == ["스무 명이 써요"]
    assert about_lead["slots"][0] == {
        "slot": "team_size",
        "value": "20",
        "words": "상담원 20명",
        "origin": "words",
    }
    about_meeting = next(one["meeting"] for one in told if "meeting" in one)
    assert about_meeting["guest_email"] == "mina@buyer.example"
    assert about_meeting["host_name"] == "jisu"


def test_the_published_shape_allows_nothing_that_is_not_told() -> None:
    wrong = {"type": "lead.qualified", "timestamp": "x", "secret": "y"}
    assert not PUBLISHED.is_valid(wrong)


def test_slack_hears_once_that_a_buyer_fits_and_of_meetings(desk: Desk, system: Outside) -> None:
    slack(desk, system)
    assert lead(desk, stage="new") == 0
    assert lead(desk) == 1
    desk.wait(1)
    assert lead(desk, score=80) == 0
    assert meeting(desk) == 0  # the brief tells of it
    desk.wait(1)
    assert meeting(desk, Happened.MEETING_MOVED, version=2) == 1
    desk.bring()
    first, second = (call.json()["text"] for call in system.calls)
    assert first == "기준에 맞는 고객이 찾아왔어요: buyer.example (점수 72)"
    assert second.startswith("미팅 시간이 바뀌었어요: 김민아 · 10월 2")
    assert second.endswith("담당 jisu")


def test_no_word_of_a_visitor_is_a_mention_in_slack(desk: Desk, system: Outside) -> None:
    slack(desk, system)
    hostile = "<!channel> & <http://evil.example|여기>"
    meeting(desk, Happened.MEETING_MOVED, guest_name=hostile)
    desk.bring()
    (call,) = system.calls
    assert "&lt;!channel&gt; &amp; &lt;http://evil.example|여기&gt;" in call.json()["text"]


@pytest.mark.parametrize(
    ("reply", "state", "problem", "is_on"),
    [
        (Reply(400, b"invalid_payload"), "dead", "slack_invalid_payload", True),
        (Reply(404, b"no_service"), "dead", "slack_no_service", False),
        (Reply(403, b"action_prohibited"), "dead", "slack_action_prohibited", True),
        (Reply(410, b"channel_is_archived"), "dead", "slack_channel_is_archived", True),
        (Reply(500, b"rollup_error"), "waiting", "http_500", True),
        (Reply(429, b"", {"retry-after": "30"}), "waiting", "http_429", True),
    ],
)
def test_what_slack_answers_is_understood(
    desk: Desk, system: Outside, reply: Reply, state: str, problem: str, is_on: bool
) -> None:
    slack(desk, system)
    system.answers = [reply]
    lead(desk)
    box = desk.outbox()
    box.bring_due()
    assert desk.states() == [(state, problem)]
    desk.wait(1)
    assert (meeting(desk, Happened.MEETING_MOVED) == 1) is is_on
    if problem == "http_429":
        desk.wait(20)
        assert box.bring_due() == 0
        desk.wait(FIRST_WAIT_US / 1e6 + 30)
        assert box.bring_due() == 2


def test_a_destination_that_is_off_hears_of_nothing_new(desk: Desk, system: Outside) -> None:
    hook(desk, system)
    with desk.record.writing() as connection:
        switch_destination(
            connection, desk.shop.workspace_id, "d-webhook", is_active=False, now=Instant(desk.now)
        )
    assert lead(desk) == 0
    assert desk.rows() == []


def test_what_is_told_is_kept_only_if_what_caused_it_is(desk: Desk, system: Outside) -> None:
    hook(desk, system)

    class TakenBackError(Exception):
        pass

    with pytest.raises(TakenBackError), desk.record.writing() as connection:
        assert tell_lead(connection, desk.shop.workspace_id, LEAD) == 1
        raise TakenBackError
    assert desk.bring() == 0
    assert desk.rows() == [] and system.calls == []


def test_a_telephone_is_no_address(desk: Desk, system: Outside) -> None:
    hook(desk, system)
    lead(desk, known=msgspec.json.encode([Known("contact", "01012345678", "010-1234-5678")]))
    desk.bring()
    told = system.calls[0].json()["lead"]
    assert (told["email"], told["phone"]) == ("", "01012345678")


def test_a_meeting_that_nobody_left_an_address_for_is_told_all_the_same(
    desk: Desk, system: Outside
) -> None:
    hook(desk, system)
    assert meeting(desk, guest_email="", guest_name="") == 1
