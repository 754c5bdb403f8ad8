"""The promise: whoever has the address of a meeting's page can move and cancel that meeting, sees
what happened, and reaches nothing else by it."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import update
from tests.hostile.payloads import TEXTS
from tests.server.conftest import Server, Shop, create_shop
from tests.server.conftest import server as server
from tests.server.meetings.desk import Booking, book, now

from dangol.store.meeting_limits import MOST_CHANGES
from dangol.store.meeting_rows import MeetingState
from dangol.store.record import open_record
from dangol.store.schema_sales import meetings
from dangol.terms.instants import DAY_US, Instant

SCRIPT = re.compile(r"<script|<img|<svg|<iframe|\son\w+=|javascript:", re.IGNORECASE)
TEXTS_OF = {
    "ko": ("다른 시간으로 바꾸기", "시간을 바꿨어요", "미팅을 취소했어요"),
    "ja": ("日時を変更する", "日時を変更しました", "お打ち合わせをキャンセルしました"),
    "en": ("Move it to another time", "has been moved", "has been cancelled"),
}


@pytest.fixture
def shop(server: Server) -> Shop:
    return create_shop(server, "달빛솔루션")


def get(booking: Booking, query: str = "") -> httpx.Response:
    return httpx.get(booking.shop.server.url + booking.path + query)


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form by which a meeting moves."""
    return dict(re.findall(r'name="(form|version|act)" value="([^"]*)"', page.split("</form>")[0]))


def times_of(page: str) -> list[str]:
    return re.findall(r'name="time" value="([^"]*)"', page)


def post(
    booking: Booking, fields: dict[str, str], query: str = "", **headers: str
) -> httpx.Response:
    url = booking.shop.server.url + booking.path + query
    return httpx.post(url, data=fields, headers=headers, follow_redirects=True)


def mails(shop: Shop) -> list[dict[str, str]]:
    rows = shop.rows("deliveries", "created_at", "key", "payload")
    return [msgspec.json.decode(payload) | {"key": key} for _, key, payload in rows]


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_a_meeting_is_moved_and_cancelled_in_three_languages(shop: Shop, language: str) -> None:
    booking = book(shop, language=language)
    page = get(booking).text
    move, moved, cancelled = TEXTS_OF[language]
    assert f'<html lang="{language}">' in page
    assert move in page
    assert "k•••@buyer.example" in page
    time = times_of(page)[4]
    answer = post(booking, form_of(page) | {"time": time})
    assert answer.status_code == 200
    assert moved in answer.text
    after = booking.row()
    assert f"{after.host_id}:{after.starts_at}" == time
    assert after.version == booking.meeting.version + 1
    answer = post(booking, form_of(answer.text) | {"act": "cancel"})
    assert cancelled in answer.text
    assert times_of(answer.text) == []
    assert booking.row().state is MeetingState.CANCELLED
    told = mails(shop)
    assert [mail["key"].rpartition(":")[2] for mail in told] == ["guest", "host"] * 2
    assert [mail.get("calendar_method", "REQUEST") for mail in told] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "CANCEL",
    ]
    assert booking.token in told[0]["text"]


def test_looking_changes_nothing(shop: Shop) -> None:
    booking = book(shop)
    for query in ("", "?act=cancel", "?done=cancelled", "#cancel"):
        assert get(booking, query).status_code == 200
    assert httpx.head(shop.server.url + booking.path).status_code in (200, 405)
    assert booking.row() == booking.meeting


def test_the_time_is_the_visitors(shop: Shop) -> None:
    page = get(book(shop, zone="America/New_York", language="en")).text
    assert "New York, UTC-" in page
    assert "Korea time" in page


def test_a_form_sent_twice_moves_once(shop: Shop) -> None:
    booking = book(shop)
    page = get(booking).text
    fields = form_of(page) | {"time": times_of(page)[4]}
    assert [post(booking, fields).status_code for _ in range(2)] == [200, 200]
    assert booking.row().version == booking.meeting.version + 1
    assert len(mails(shop)) == 2


def test_whoever_moves_it_again_and_again_is_stopped_and_told_so(shop: Shop) -> None:
    booking = book(shop)
    for place in range(MOST_CHANGES):
        page = get(booking).text
        times = times_of(page)
        assert post(booking, form_of(page) | {"time": times[place % 2]}).status_code == 200
    sent, page = len(mails(shop)), get(booking).text
    answer = post(booking, form_of(page) | {"time": times_of(page)[4]})
    assert answer.status_code == 409
    assert "초대 메일에 답장해 주세요" in answer.text
    assert len(mails(shop)) == sent
    assert post(booking, form_of(page) | {"act": "cancel"}).status_code == 200
    assert booking.row().state is MeetingState.CANCELLED


def test_a_form_of_an_older_page_moves_nothing_and_shows_what_is(shop: Shop) -> None:
    booking = book(shop)
    page = get(booking).text
    first, second = times_of(page)[4:6]
    post(booking, form_of(page) | {"time": first})
    answer = post(booking, form_of(page) | {"time": second})
    assert answer.status_code == 409
    assert "예약이 바뀌었어요" in answer.text
    assert str(booking.row().starts_at) in first


def test_a_time_that_was_taken_meanwhile_is_refused_with_others(shop: Shop) -> None:
    booking = book(shop)
    page = get(booking).text
    other = book(shop, "other@buyer.example", place=0)
    taken = f"{other.meeting.host_id}:{other.meeting.starts_at}"
    answer = post(booking, form_of(page) | {"time": taken})
    assert answer.status_code == 409
    assert "방금 다른 분이 예약했어요" in answer.text
    assert taken not in times_of(answer.text)
    assert booking.row() == booking.meeting


@pytest.mark.parametrize(
    "time", ["", ":", "mina", "mina:", "mina:x", "nobody:1", "mina:-1", "mina:" + "9" * 400, "::1"]
)
def test_a_time_that_cannot_be_is_refused(shop: Shop, time: str) -> None:
    booking = book(shop)
    fields = form_of(get(booking).text) | {"time": time}
    assert post(booking, fields).status_code == 409
    assert booking.row() == booking.meeting


def test_only_the_pages_own_form_is_taken(shop: Shop) -> None:
    booking, other = book(shop), book(shop, "other@buyer.example", place=8)
    theirs = form_of(get(other).text) | {"act": "cancel"}
    own = form_of(get(booking).text) | {"act": "cancel"}
    assert post(booking, theirs).status_code == 403
    assert post(booking, own | {"form": ""}).status_code == 403
    assert post(booking, own, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert post(booking, own | {"act": "delete"}).status_code == 400
    assert booking.row() == booking.meeting
    big = httpx.post(shop.server.url + booking.path, content=b"a=" + b"x" * 300_000)
    assert big.status_code == 403


def test_a_token_that_is_not_ours_opens_a_plain_page(shop: Shop) -> None:
    booking = book(shop)
    plain = urlsafe_b64decode(booking.token)
    another = create_shop(shop.server)
    forged = [
        plain[:47] + bytes([plain[47] ^ 1]),
        plain[:31] + bytes([plain[31] ^ 1]) + plain[32:],
        UUID(another.workspace_id).bytes + plain[16:],
        bytes(48),
        plain + b"x",
    ]
    tokens = [urlsafe_b64encode(one).decode() for one in forged]
    tokens += ["x", "%00", "..x", booking.token[:-1] + "=", booking.token.lower(), "한글"]
    for token in tokens:
        for method in ("GET", "POST"):
            answer = httpx.request(method, f"{shop.server.url}/m/{token}?lang=ko")
            assert answer.status_code == 404, token
            assert "미팅을 찾을 수 없어요" in answer.text
            assert "달빛솔루션" not in answer.text
    assert booking.row() == booking.meeting


def test_a_day_after_the_meeting_its_page_is_gone(shop: Shop) -> None:
    booking = book(shop)
    for since, status in ((DAY_US // 2, 200), (DAY_US + 3_600_000_000, 404)):
        record = open_record(shop.server.database_url)
        ended = now() - since
        with record.writing() as connection:
            values = {"starts_at": Instant(ended - 1), "ends_at": ended}
            mine = meetings.c.meeting_id == booking.meeting.meeting_id
            connection.execute(update(meetings).where(mine).values(values))
        record.close()
        page = get(booking)
        assert page.status_code == status
        assert times_of(page.text) == []


def test_the_headers_let_nothing_run_and_nothing_be_loaded(shop: Shop) -> None:
    booking = book(shop)
    for answer in (get(booking), httpx.get(shop.server.url + "/m/x")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", answer.text)
        assert "set-cookie" not in answer.headers


def test_the_token_is_in_no_log(shop: Shop) -> None:
    booking = book(shop)
    get(booking)
    assert booking.token not in shop.server.log()


def test_hostile_names_and_addresses_are_shown_and_not_obeyed(server: Server) -> None:
    for place, text in enumerate(TEXTS[::8]):
        shop = create_shop(server)
        booking = book(shop, f"{text[:40]}@x.example", name=text, place=place % 10)
        page = get(booking)
        assert page.status_code == 200
        assert not SCRIPT.search(page.text.replace("&lt;", "").replace("&#34;", "")), text
