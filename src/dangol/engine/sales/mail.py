"""Mail by SMTP."""

import msgspec


class Mail(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload of a delivery of the kind `mail`."""

    to: str
    """One e-mail address."""
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    reply_to: str = ""
    calendar: str = ""
    """An iCalendar object that goes with it."""
    calendar_method: str = "REQUEST"
    """Its METHOD: REQUEST or CANCEL."""
