"""Signed webhooks: any system hears of leads and meetings, and can tell that it was us.

A delivery keeps its `webhook-id` whenever it comes again, so that the other side sees it once.
2xx takes it; 410 means that nothing more is wanted, and turns the destination off; anything else is
tried again.

Source: Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks (v1 signatures).
Settings: url. The secret is the signing key, `whsec_` and base64.
"""

import time
from datetime import UTC, datetime

from dangol.engine.sales.delivery import Delivery, Destination, Done, Later, Never, Outcome
from dangol.engine.sales.outgoing import Answer, NoAnswerError, send

GONE = 410


def bring_webhook(delivery: Delivery, destination: Destination) -> Outcome:
    """The other side has taken the event, or what it answered instead."""
    from standardwebhooks import Webhook

    sent_at = datetime.fromtimestamp(int(time.time()), UTC)
    body = delivery.payload.decode()
    signature = Webhook(destination.secret).sign(delivery.delivery_id, sent_at, body)
    headers = {
        "content-type": "application/json",
        "user-agent": "Dangol",
        "webhook-id": delivery.delivery_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": signature,
    }
    url = destination.settings["url"]
    try:
        answer = send(
            "POST",
            url,
            headers=headers,
            content=delivery.payload,
            allowed=destination.allowed_hosts,
        )
    except NoAnswerError as fault:
        return Later(fault.problem)
    if answer.status == GONE:
        return Never("gone", turns_off=True)
    return outcome_of(answer)


def outcome_of(answer: Answer) -> Outcome:
    """2xx is done; whatever else was answered is tried again, not before it asks."""
    if 200 <= answer.status < 300:
        return Done()
    return Later(f"http_{answer.status}", answer.after_us)
