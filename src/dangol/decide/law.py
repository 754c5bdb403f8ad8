"""What the law of a channel asks before a message: consent, and hours kept quiet. As data.

A word on the site, to somebody who is there, is no advertising message: `web_chat` is free.
Source: WIRE §9 (Korea: Network Act Art. 50, 21:00 to 08:00 needs a separate consent; brand
messages of Kakao 20:50 to 08:00; Japan: opt-in). Not legal advice.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dangol.decide.opportunity import Silence
from dangol.decide.playbook import Channel
from dangol.terms.instants import Instant

QUIET: dict[Channel, tuple[time, time]] = {
    "sms": (time(21), time(8)),
    "kakao": (time(20, 50), time(8)),
}
"""By channel: from when until when, in the workspace's zone."""


def channel_silence(
    channel: Channel, consents: AbstractSet[str], instant: Instant, zone: ZoneInfo
) -> Silence | None:
    """Why the channel's law keeps this message back now, or None.

    A consent is the channel's name; `sms:night` is the separate one for the quiet hours.
    """
    if channel == "web_chat":
        return None
    if channel not in consents:
        return Silence.NO_CONSENT
    quiet = QUIET.get(channel)
    if quiet is not None and f"{channel}:night" not in consents:
        at = datetime.fromtimestamp(instant / 1e6, zone).time()
        if at >= quiet[0] or at < quiet[1]:
            return Silence.QUIET_HOURS
    return None
