"""Slack, by an incoming webhook: its address is the secret.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (errors),
https://docs.slack.dev/apis/web-api/rate-limits (429 and Retry-After).
"""

import msgspec

from dangol.engine.sales.delivery import Delivery, Destination, Done, Later, Never, Outcome
from dangol.engine.sales.outgoing import NoAnswerError, send

_FOR_GOOD = frozenset(
    [
        "invalid_payload",
        "invalid_blocks",
        "invalid_token",
        "no_text",
        "no_service",
        "no_service_id",
        "no_team",
        "no_active_hooks",
        "user_not_found",
        "channel_not_found",
        "channel_is_archived",
        "action_prohibited",
        "posting_to_general_channel_denied",
        "too_many_attachments",
    ]
)
"""What Slack answers when another try cannot help."""
_IS_OVER = frozenset(["no_service", "no_active_hooks", "no_team"])
"""The webhook was taken away."""


class SlackMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload of a delivery of the kind `slack`."""

    text: str
    """Shown in notifications, and where blocks cannot be."""
    blocks: list[dict[str, object]] = []
    """Block Kit."""


def escape_slack(text: str) -> str:
    """The text as Slack shows it literally: no mention, no link.

    Source: https://docs.slack.dev/messaging/formatting-message-text (escaping text).
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bring_slack(delivery: Delivery, destination: Destination) -> Outcome:
    """Slack has taken the message, or what it answered instead."""
    try:
        msgspec.json.decode(delivery.payload, type=SlackMessage)
    except msgspec.MsgspecError:
        return Never("bad_message")
    try:
        answer = send(
            "POST",
            destination.secret,
            headers={"content-type": "application/json; charset=utf-8"},
            content=delivery.payload,
            allowed=destination.allowed_hosts,
        )
    except NoAnswerError as fault:
        return Later(fault.problem)
    if answer.status == 200:
        return Done()
    said = answer.body[:100].decode("ascii", "replace").strip()
    if said in _FOR_GOOD:
        return Never(f"slack_{said}", turns_off=said in _IS_OVER)
    return Later(f"http_{answer.status}", answer.after_us)
