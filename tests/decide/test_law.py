"""The law's quiet hours and consents, at the minute and in the workspace's zone."""

from zoneinfo import ZoneInfo

import pytest

from dangol.decide.law import channel_silence
from dangol.decide.opportunity import Silence
from dangol.decide.playbook import Channel
from dangol.terms.instants import Instant, parse_instant

SEOUL = ZoneInfo("Asia/Seoul")
CHANNELS: tuple[Channel, ...] = ("web_chat", "email", "sms", "kakao", "line")

MOMENTS: list[tuple[Channel, str, Silence | None]] = [
    ("sms", "20:59:59.999999", None),
    ("sms", "21:00:00", Silence.QUIET_HOURS),
    ("sms", "23:59:59.999999", Silence.QUIET_HOURS),
    ("sms", "00:00:00", Silence.QUIET_HOURS),
    ("sms", "07:59:59.999999", Silence.QUIET_HOURS),
    ("sms", "08:00:00", None),
    ("kakao", "20:49:59.999999", None),
    ("kakao", "20:50:00", Silence.QUIET_HOURS),
    ("kakao", "07:59:59.999999", Silence.QUIET_HOURS),
    ("kakao", "08:00:00", None),
    ("email", "03:00:00", None),
    ("line", "03:00:00", None),
    ("web_chat", "03:00:00", None),
]


def at(text: str, zone: str = "+09:00") -> Instant:
    """That time of an ordinary day."""
    return parse_instant(f"2026-11-23T{text}{zone}")


@pytest.mark.parametrize(("channel", "time", "silence"), MOMENTS)
def test_quiet_hours_begin_and_end_to_the_microsecond(
    channel: Channel, time: str, silence: Silence | None
) -> None:
    assert channel_silence(channel, frozenset(CHANNELS), at(time), SEOUL) is silence


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_message_needs_a_consent_and_a_word_on_the_site_does_not(channel: Channel) -> None:
    expected = None if channel == "web_chat" else Silence.NO_CONSENT
    others = frozenset(CHANNELS) - {channel}
    assert channel_silence(channel, frozenset(), at("12:00:00"), SEOUL) is expected
    assert channel_silence(channel, others, at("12:00:00"), SEOUL) is expected
    assert channel_silence(channel, {channel}, at("12:00:00"), SEOUL) is None


def test_a_consent_for_the_night_is_one_of_its_own() -> None:
    assert channel_silence("sms", {"sms", "sms:night"}, at("23:00:00"), SEOUL) is None
    assert channel_silence("sms", {"sms", "kakao:night"}, at("23:00:00"), SEOUL) is (
        Silence.QUIET_HOURS
    )
    assert channel_silence("sms", {"sms:night"}, at("12:00:00"), SEOUL) is Silence.NO_CONSENT


def test_the_night_is_that_of_the_workspace() -> None:
    noon_in_seoul = at("12:00:00")
    consents = frozenset({"sms"})
    assert channel_silence("sms", consents, noon_in_seoul, SEOUL) is None
    new_york = ZoneInfo("America/New_York")
    assert channel_silence("sms", consents, noon_in_seoul, new_york) is Silence.QUIET_HOURS


@pytest.mark.parametrize(
    ("moment", "silence"),
    [
        ("2026-03-07T21:00:00-05:00", Silence.QUIET_HOURS),
        ("2026-03-08T07:59:59-04:00", Silence.QUIET_HOURS),
        ("2026-03-08T08:00:00-04:00", None),
        ("2026-11-01T07:59:59-05:00", Silence.QUIET_HOURS),
        ("2026-11-01T08:00:00-05:00", None),
    ],
)
def test_quiet_hours_follow_the_clocks_when_they_change(
    moment: str, silence: Silence | None
) -> None:
    zone = ZoneInfo("America/New_York")
    assert channel_silence("sms", {"sms"}, parse_instant(moment), zone) is silence
