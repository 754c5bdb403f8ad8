"""The start page on a real socket."""

import socket
from collections.abc import Iterator

import pytest
from tests.journeys.conftest import served

from dangol.sim.doors.app import Doors, Logins, doors_app
from dangol.terms.languages import Language


def sample_doors() -> Doors:
    """Doors whose other places are closed: only the decisions are gone through here."""
    return Doors(
        shop="http://127.0.0.1:1",
        company="http://127.0.0.1:1",
        server="http://127.0.0.1:1",
        logins={one: Logins("shop@example.com", "company@example.com") for one in Language},
        password="no secret",
        mail_folder="/nowhere",
    )


@pytest.fixture(scope="module")
def start() -> Iterator[str]:
    """The address of an open start page, without a slash at its end."""
    listener = socket.create_server(("127.0.0.1", 0))
    with served(doors_app(sample_doors()), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
