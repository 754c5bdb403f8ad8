"""Mail by SMTP, as invitations and briefs go out.

A server that refuses for good (5xx) ends the delivery; one that is busy, away or does not know us
(4xx, a lost line, a wrong password) is tried again. The Message-ID is the delivery's, so that a
mail whose acknowledgement was lost is the same mail when it comes again.

Settings: host, port (587), security (starttls, tls; none for allowed hosts alone), user, from,
from_name. The secret is the password.
"""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

import msgspec

from dangol.engine.sales.delivery import Delivery, Destination, Done, Later, Never, Outcome
from dangol.engine.sales.mail_headings import address_heading, words_heading
from dangol.engine.sales.outgoing import (
    CONNECT_S,
    WHOLE_S,
    NoAnswerError,
    find_address,
    is_allowed,
    is_of_tls,
    tls_context,
)
from dangol.terms.instants import EPOCH, Instant

DEFAULT_PORT = 587
SECURITIES = ("starttls", "tls", "none")


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


def bring_mail(delivery: Delivery, destination: Destination) -> Outcome:
    """The mail server has taken the mail, or what it said instead."""
    settings = destination.settings
    try:
        mail = msgspec.json.decode(delivery.payload, type=Mail)
        message = render_mail(mail, delivery.delivery_id, delivery.at, settings)
    except (msgspec.MsgspecError, ValueError, IndexError):
        return Never("bad_mail")
    try:
        return asyncio.run(_send(message, destination))
    except NoAnswerError as fault:
        return Later(fault.problem)


def render_mail(
    mail: Mail, delivery_id: str, at: Instant, settings: Mapping[str, str]
) -> EmailMessage:
    """The message as it is sent.

    Raises: ValueError where an address or a heading cannot stand in a message.
    """
    sender = Address(settings.get("from_name", ""), addr_spec=settings["from"])
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = address_heading("From", sender.display_name, sender.addr_spec)
    message["To"] = address_heading("To", mail.to_name, mail.to)
    if mail.reply_to:
        with suppress(ValueError):  # a guest's, as they typed it: the mail goes anyhow
            message["Reply-To"] = address_heading("Reply-To", "", mail.reply_to)
    message["Subject"] = words_heading("Subject", mail.subject)
    message["Date"] = format_datetime(EPOCH + timedelta(microseconds=at))
    message["Message-ID"] = f"<{delivery_id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    if mail.calendar:
        method = {"method": mail.calendar_method}
        message.add_alternative(mail.calendar, subtype="calendar", params=method)
        message.add_attachment(
            mail.calendar.encode(), maintype="application", subtype="ics", filename="invite.ics"
        )
    return message


async def _send(message: EmailMessage, destination: Destination) -> Outcome:
    import aiosmtplib

    settings, allowed = destination.settings, destination.allowed_hosts
    host, security = settings["host"], settings.get("security", SECURITIES[0])
    port = int(settings.get("port", DEFAULT_PORT))
    if security == "none" and not is_allowed(host, port, allowed):
        return Later("not_encrypted")
    try:
        async with asyncio.timeout(WHOLE_S):
            client = aiosmtplib.SMTP(
                hostname=host,
                sock=await _connected(host, port, allowed),
                use_tls=security == "tls",
                start_tls=security == "starttls",
                tls_context=tls_context() if security != "none" else None,
                timeout=WHOLE_S,
            )
            await client.connect()
            try:
                if settings.get("user"):
                    await client.login(settings["user"], destination.secret)
                await client.send_message(message)
            except BaseException:
                client.close()
                raise
            with suppress(aiosmtplib.SMTPException, TimeoutError):  # it is taken, whatever is said
                await client.quit()
    except aiosmtplib.SMTPAuthenticationError:
        return Later("not_let_in")
    except aiosmtplib.SMTPRecipientsRefused as fault:
        return _refused(max(one.code for one in fault.recipients))
    except aiosmtplib.SMTPResponseException as fault:
        return _refused(fault.code)
    except (TimeoutError, aiosmtplib.SMTPTimeoutError):
        return Later("timeout")
    except aiosmtplib.SMTPNotSupported:
        return Never("address_not_supported")
    except (aiosmtplib.SMTPException, OSError) as fault:
        return Later("bad_certificate" if is_of_tls(fault) else "cut_off")
    return Done(str(message["Message-ID"]))


async def _connected(host: str, port: int, allowed: frozenset[str]) -> socket.socket:
    """A connection to the checked address.

    Raises: NoAnswerError.
    """
    address = await find_address(host, port, allowed)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setblocking(False)
    try:
        async with asyncio.timeout(CONNECT_S):
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except (OSError, TimeoutError):
        sock.close()
        raise NoAnswerError("unreachable") from None
    return sock


def _refused(code: int) -> Outcome:
    return Never(f"smtp_{code}") if 500 <= code < 600 else Later(f"smtp_{code}")
