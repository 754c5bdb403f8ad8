"""A lead and a meeting stand in the CRM once, whatever the CRM answers, and however often."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from tests.engine.sales.outbox_desk import NOW, Desk, desk
from tests.outside import Outside, Reply, outside
from tests.outside_crm import (
    HUBSPOT_DOWN,
    HUBSPOT_EXPIRED,
    HUBSPOT_INVALID,
    HUBSPOT_RATE,
    SALESFORCE_EXPIRED,
    SALESFORCE_INVALID,
    SALESFORCE_LIMIT,
    HubSpotTown,
    SalesforceTown,
)

from dangol.engine.sales.bringing import opened
from dangol.engine.sales.crm_hubspot import check_hubspot
from dangol.engine.sales.crm_salesforce import check_salesforce
from dangol.engine.sales.delivery import Done, Kind, Later, Never
from dangol.engine.sales.outbox import FIRST_WAIT_US
from dangol.engine.sales.telling import Happened, tell_lead, tell_meeting
from dangol.speak.sales.fit import Reason
from dangol.speak.sales.known import Known
from dangol.store.deliveries import replay_dead
from dangol.store.destinations import read_destinations
from dangol.store.leads import LeadRow
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.store.secrets import secrets_of
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

__all__ = ["desk"]

APP = json.dumps({"client_secret": "app-secret", "refresh_token": "refresh-1"})
FORCE_APP = json.dumps({"client_secret": "app-secret", "refresh_token": "5Aep-refresh"})
FORCE_PASSWORD = json.dumps({"password": "pass-1", "security_token": "token-1"})


LEAD = LeadRow(
    lead_id="lead-1",
    person_id="p-1",
    conversation_id="c-1",
    domain="buyer.example",
    stage="qualified",
    fit="fit",
    score=72,
    host_id="",
    due_at=Instant(0),
    known=msgspec.json.encode(
        [
            Known("team_size", "20", "상담원 20명"),
            Known("tool", "zendesk", "젠데스크"),
            Known("contact", "mina@buyer.example", "mina@buyer.example"),
        ]
    ),
    reasons=msgspec.json.encode(
        [Reason(dict.fromkeys(Language, "스무 명이 써요"), points=30, slot="team_size")]
    ),
    created_at=NOW,
    updated_at=NOW,
)
MEETING = MeetingRow(
    meeting_id="meeting-1",
    person_id="p-1",
    conversation_id="c-1",
    host_id="jisu",
    state=MeetingState.BOOKED,
    starts_at=Instant(NOW + 86_400_000_000),
    ends_at=Instant(NOW + 86_400_000_000 + 1_800_000_000),
    held_until=Instant(0),
    language="ko",
    zone="Asia/Seoul",
    guest_name="김민아",
    guest_email="mina@buyer.example",
    key="k",
    version=1,
    created_at=NOW,
    updated_at=NOW,
)


def lead(desk: Desk, **changed: Any) -> int:
    row = LEAD._replace(**({"updated_at": Instant(desk.now)} | changed))
    with desk.record.writing() as connection:
        return tell_lead(connection, desk.shop.workspace_id, row)


def meeting(desk: Desk, what: Happened = Happened.MEETING_BOOKED, **changed: Any) -> int:
    row = MEETING._replace(updated_at=Instant(desk.now), **changed)
    with desk.record.writing() as connection:
        return tell_meeting(connection, desk.shop.workspace_id, row, what)


def again(desk: Desk) -> None:
    desk.wait(FIRST_WAIT_US / 1e6)
    desk.bring()


@dataclass
class HubSpot:
    town: HubSpotTown
    system: Outside


@dataclass
class Force:
    town: SalesforceTown
    system: Outside


@pytest.fixture
def hubspot(desk: Desk) -> Iterator[HubSpot]:
    town = HubSpotTown()
    with outside(town) as system:
        desk.allowed = frozenset([system.place])
        desk.add(Kind.HUBSPOT, "pat-na1-token", base_url=system.url)
        yield HubSpot(town, system)


@pytest.fixture
def force(desk: Desk) -> Iterator[Force]:
    town = SalesforceTown()
    with outside(town) as system:
        town.url = system.url
        desk.allowed = frozenset([system.place])
        desk.add(Kind.SALESFORCE, FORCE_APP, login_url=system.url, client_id="app")
        yield Force(town, system)


# HubSpot


def test_a_lead_is_a_contact_of_its_company_in_hubspot(desk: Desk, hubspot: HubSpot) -> None:
    assert lead(desk) == 1
    desk.bring()
    assert desk.states() == [("sent", "")]
    (contact,) = hubspot.town.all("contacts")
    assert contact["email"] == "mina@buyer.example"
    assert (contact["dangol_score"], contact["dangol_stage"]) == ("72", "qualified")
    assert "team_size: 20 (상담원 20명)" in contact["dangol_summary"]
    assert "스무 명이 써요" in contact["dangol_summary"]
    (company,) = hubspot.town.all("companies")
    assert company["domain"] == "buyer.example"
    assert {(kind, other) for kind, _, other, _ in hubspot.town.links} == {
        ("contacts", "companies")
    }
    assert desk.rows()[0].remote_id == "101"


def test_a_company_that_hubspot_knows_is_left_as_it_is(desk: Desk, hubspot: HubSpot) -> None:
    known = {"domain": "buyer.example", "name": "바이어 주식회사"}
    hubspot.town.objects["companies"] = {"77": known}
    lead(desk)
    desk.bring()
    assert hubspot.town.all("companies") == [known]
    assert ("contacts", "101", "companies", "77") in hubspot.town.links


def test_versions_of_a_lead_change_one_contact_and_an_old_one_never_replaces_a_new_one(
    desk: Desk, hubspot: HubSpot
) -> None:
    hubspot.town.refuse.append(Reply(400, HUBSPOT_INVALID))
    lead(desk, score=10)
    desk.bring()
    assert desk.states() == [("dead", "http_400_validation_error")]
    desk.wait(1)
    lead(desk, score=90)
    desk.bring()
    with desk.record.writing() as connection:
        replay_dead(connection, desk.shop.workspace_id, Instant(desk.now))
    desk.bring()
    assert desk.states() == [("sent", ""), ("sent", "")]
    (contact,) = hubspot.town.all("contacts")
    assert contact["dangol_score"] == "90"


def test_a_meeting_stands_once_in_hubspot_and_moves(desk: Desk, hubspot: HubSpot) -> None:
    assert meeting(desk) == 1
    desk.bring()
    desk.wait(1)
    later = Instant(MEETING.starts_at + 3_600_000_000)
    meeting(desk, Happened.MEETING_MOVED, version=2, starts_at=later)
    desk.bring()
    desk.wait(1)
    meeting(desk, Happened.MEETING_CANCELLED, version=3, state=MeetingState.CANCELLED)
    desk.bring()
    assert {state for state, _ in desk.states()} == {"sent"}
    (stands,) = hubspot.town.all("meetings")
    assert (stands["dangol_id"], stands["hs_meeting_outcome"]) == ("meeting-1", "CANCELED")
    (contact,) = hubspot.town.all("contacts")
    assert contact["firstname"] == "김민아"
    assert ("meetings", "101", "contacts", "101") in hubspot.town.links


@pytest.mark.parametrize(
    ("reply", "problem", "seconds"),
    [
        (Reply(429, HUBSPOT_RATE), "http_429", 10),
        (Reply(429, HUBSPOT_RATE, {"retry-after": "30"}), "http_429", 30),
        (Reply(500, HUBSPOT_DOWN), "http_500", 0),
        (Reply(502, b"<html>bad gateway</html>"), "http_502", 0),
        (Reply(is_cut=True), "cut_off", 0),
    ],
)
def test_hubspot_gets_it_later_when_it_cannot_take_it_now(
    desk: Desk, hubspot: HubSpot, reply: Reply, problem: str, seconds: int
) -> None:
    hubspot.town.refuse.append(reply)
    lead(desk)
    box = desk.outbox()
    box.bring_due()
    assert desk.states() == [("waiting", problem)]
    if seconds:
        desk.wait(seconds - 1)
        assert box.bring_due() == 0
    desk.wait(FIRST_WAIT_US / 1e6)
    box.bring_due()
    assert desk.states() == [("sent", "")]
    assert len(hubspot.town.all("contacts")) == 1


@pytest.mark.parametrize("kind", ["contacts", "companies", "meetings"])
def test_what_hubspot_took_and_lost_the_answer_of_is_there_once(
    desk: Desk, hubspot: HubSpot, kind: str
) -> None:
    lead(desk)
    meeting(desk)
    hubspot.town.lose = {f"/crm/v3/objects/{kind}/batch/upsert"}
    desk.bring()
    again(desk)
    assert {state for state, _ in desk.states()} == {"sent"}
    assert len(hubspot.town.all("contacts")) == 1
    assert len(hubspot.town.all("companies")) == 1
    assert len(hubspot.town.all("meetings")) == 1


def test_a_hubspot_token_that_ran_out_is_renewed_once_by_the_refresh_token(desk: Desk) -> None:
    town = HubSpotTown()
    with outside(town) as system:
        desk.allowed = frozenset([system.place])
        desk.add(Kind.HUBSPOT, APP, base_url=system.url, client_id="app")
        lead(desk)
        desk.bring()
        assert (town.minted, desk.states()) == (1, [("sent", "")])
        town.tokens = {"somebody else's"}
        desk.wait(1)
        lead(desk)
        desk.bring()
        assert town.minted == 2
        assert {state for state, _ in desk.states()} == {"sent"}


def test_a_hubspot_token_that_was_revoked_loses_nothing(desk: Desk, hubspot: HubSpot) -> None:
    hubspot.town.tokens = {"another"}
    lead(desk)
    desk.bring()
    assert desk.states() == [("waiting", "not_let_in")]
    assert len(hubspot.system.calls) == 2
    hubspot.town.tokens = {"pat-na1-token"}
    again(desk)
    assert desk.states() == [("sent", "")]


def test_a_refresh_token_that_hubspot_refuses_loses_nothing(desk: Desk) -> None:
    town = HubSpotTown()
    with outside(town) as system:
        desk.allowed = frozenset([system.place])
        wrong = json.dumps({"client_secret": "app-secret", "refresh_token": "old"})
        desk.add(Kind.HUBSPOT, wrong, base_url=system.url, client_id="app")
        lead(desk)
        desk.bring()
        assert desk.states() == [("waiting", "not_let_in")]


# Salesforce


def test_a_lead_and_its_meeting_stand_once_in_salesforce(desk: Desk, force: Force) -> None:
    lead(desk)
    meeting(desk)
    desk.bring()
    assert {state for state, _ in desk.states()} == {"sent"}
    leads = force.town.objects["Lead"]
    assert leads["lead-1"]["Email"] == "mina@buyer.example"
    assert leads["lead-1"]["Rating"] == "Hot"
    assert "team_size: 20 (상담원 20명)" in leads["lead-1"]["Description"]
    (event,) = force.town.all("Event")
    assert event["StartDateTime"].startswith("2026-10-2")
    assert event["WhoId"] in {one["Id"] for one in leads.values()}
    assert force.town.logins == 1
    upsert = next(call for call in force.system.calls if call.method == "PATCH")
    assert upsert.headers["sforce-duplicate-rule-header"] == "allowSave=true"


@pytest.mark.parametrize(
    ("reply", "state", "problem"),
    [
        (Reply(403, SALESFORCE_LIMIT), "waiting", "http_403_request_limit_exceeded"),
        (Reply(429, b"", {"retry-after": "3"}), "waiting", "http_429"),
        (Reply(500, b"<html>oops</html>"), "waiting", "http_500"),
        (
            Reply(503, [{"errorCode": "SERVER_UNAVAILABLE"}]),
            "waiting",
            "http_503_server_unavailable",
        ),
        (Reply(is_cut=True), "waiting", "cut_off"),
        (Reply(307, headers={"location": "http://127.0.0.1:9/"}), "waiting", "redirected"),
        (
            Reply(400, [{"errorCode": "UNABLE_TO_LOCK_ROW"}]),
            "waiting",
            "http_400_unable_to_lock_row",
        ),
        (Reply(400, SALESFORCE_INVALID), "dead", "http_400_invalid_email_address"),
    ],
)
def test_salesforce_gets_it_later_unless_it_refused_for_good(
    desk: Desk, force: Force, reply: Reply, state: str, problem: str
) -> None:
    force.town.refuse.append(reply)
    lead(desk)
    desk.bring()
    assert desk.states() == [(state, problem)]
    again(desk)
    assert len(force.town.all("Lead")) == (state == "waiting")


@pytest.mark.parametrize("kind", ["Lead", "Event"])
@pytest.mark.parametrize("is_silent", [True, False])
def test_what_salesforce_took_and_lost_the_answer_of_is_there_once(
    desk: Desk, force: Force, kind: str, is_silent: bool
) -> None:
    force.town.is_silent_on_update = is_silent
    force.town.lose = {kind}
    meeting(desk)
    desk.bring()
    assert desk.states() == [("waiting", "cut_off")]
    again(desk)
    assert desk.states() == [("sent", "")]
    assert len(force.town.all("Lead")) == len(force.town.all("Event")) == 1
    assert force.town.all("Event")[0]["WhoId"] == force.town.all("Lead")[0]["Id"]


def test_a_salesforce_session_that_ran_out_is_opened_again_once(desk: Desk, force: Force) -> None:
    lead(desk)
    desk.bring()
    force.town.sessions = set()
    desk.wait(1)
    lead(desk)
    desk.bring()
    assert force.town.logins == 2
    assert {state for state, _ in desk.states()} == {"sent"}
    force.town.refuse.extend([Reply(401, SALESFORCE_EXPIRED), Reply(401, SALESFORCE_EXPIRED)])
    desk.wait(1)
    lead(desk)
    desk.bring()
    assert desk.states()[-1] == ("waiting", "not_let_in")


def test_salesforce_is_opened_by_a_password_with_its_token(desk: Desk) -> None:
    town = SalesforceTown()
    with outside(town) as system:
        town.url = system.url
        desk.allowed = frozenset([system.place])
        desk.add(Kind.SALESFORCE, FORCE_PASSWORD, login_url=system.url, user="api@x.example")
        desk.add(Kind.SALESFORCE, '{"password": "no"}', name="no", login_url=system.url, user="x")
        assert lead(desk) == 2
        desk.bring()
        assert sorted(desk.states()) == [("sent", ""), ("waiting", "not_let_in")]
        assert len(town.all("Lead")) == 1


def test_a_lead_that_sales_converted_is_left_alone(desk: Desk, force: Force) -> None:
    converted = Reply(400, [{"errorCode": "CANNOT_UPDATE_CONVERTED_LEAD", "message": "converted"}])
    force.town.refuse.append(converted)
    meeting(desk)
    desk.bring()
    assert desk.states() == [("sent", "")]
    (event,) = force.town.all("Event")
    assert "WhoId" not in event


# Both


def test_whoever_cannot_be_known_by_an_address_is_not_put_into_a_crm(
    desk: Desk, hubspot: HubSpot
) -> None:
    assert lead(desk, known=b"[]") == 0
    assert meeting(desk, guest_email="") == 0


@pytest.mark.parametrize("kind", [Kind.HUBSPOT, Kind.SALESFORCE])
def test_a_crm_at_an_inner_address_is_not_called(desk: Desk, kind: Kind) -> None:
    with outside() as system:
        https = system.url.replace("http:", "https:")
        urls = {"base_url": https, "login_url": https}
        desk.add(kind, "token" if kind is Kind.HUBSPOT else FORCE_APP, **urls)
        lead(desk)
        desk.bring()
        assert desk.states() == [("waiting", "not_public")]
        assert system.calls == []


def check(desk: Desk, kind: Kind) -> object:
    with desk.record.reading() as connection:
        (row,) = read_destinations(connection, desk.shop.workspace_id, kind)
    place = opened(row, secrets_of(desk.record), desk.allowed)
    return check_hubspot(place) if kind is Kind.HUBSPOT else check_salesforce(place)


def test_hubspot_is_tried_by_making_our_own_properties(desk: Desk, hubspot: HubSpot) -> None:
    assert check(desk, Kind.HUBSPOT) == Done()
    assert "dangol_id" in hubspot.town.properties["meetings"]
    assert check(desk, Kind.HUBSPOT) == Done()
    hubspot.town.refuse.extend([Reply(401, HUBSPOT_EXPIRED), Reply(401, HUBSPOT_EXPIRED)])
    assert check(desk, Kind.HUBSPOT) == Later("not_let_in")


def test_salesforce_is_tried_by_looking_for_the_external_id(desk: Desk, force: Force) -> None:
    assert check(desk, Kind.SALESFORCE) == Done()
    force.town.has_field = False
    assert check(desk, Kind.SALESFORCE) == Never("no_external_id_on_lead")
