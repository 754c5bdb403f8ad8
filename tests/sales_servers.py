"""A real CalDAV server (Radicale) on loopback, which a test can stop and start again.

with radicale(tmp_path) as server:
    url = server.make_calendar("mina")
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
)

PASSWORD = "moon over the calendar"
USERS = ("mina", "aoi", "emma", "haneul")
EVENT = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T000000Z
{lines}
END:VEVENT
END:VCALENDAR
"""


@dataclass
class Radicale:
    """One server; its calendars stay while it is stopped."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def place(self) -> str:
        """Host and port, as DANGOL_ALLOWED_HOSTS takes them."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/"

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset([self.place])

    def start(self) -> None:
        """It answers."""
        users = self.folder / "users"
        users.write_text("".join(f"{name}:{PASSWORD}\n" for name in USERS))
        options = {
            "server-hosts": self.place,
            "storage-filesystem-folder": str(self.folder / "kept"),
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(users),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "rights-type": "owner_only",
            "logging-level": "error",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", "", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
        )
        ends_s = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < ends_s, "Radicale does not answer"
                time.sleep(0.02)

    def stop(self) -> None:
        """Nobody answers on its port."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """Status and body, as the owner of the path is answered."""
        user = path.strip("/").split("/")[0]
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, self.url, user, PASSWORD)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.url + path.lstrip("/"), body.encode(), named, method=method)
        try:
            with build_opener(HTTPBasicAuthHandler(passwords)).open(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as fault:
            with fault:
                return fault.code, ""

    def make_calendar(self, user: str, name: str = "meet") -> str:
        """The address of a new calendar of that user."""
        body = (
            '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" '
            'xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name}</D:displayname><C:supported-calendar-component-set>"
            '<C:comp name="VEVENT"/></C:supported-calendar-component-set>'
            "</D:prop></D:set></C:mkcalendar>"
        )
        status, _ = self.ask("MKCALENDAR", f"{user}/{name}/", body)
        assert status == 201, status
        return f"{self.url}{user}/{name}/"

    def put(self, path: str, uid: str, *lines: str) -> None:
        """An event of these lines stands in the calendar."""
        text = EVENT.format(uid=uid, lines="\n".join(lines)).replace("\n", "\r\n")
        status, _ = self.ask("PUT", f"{path}/{uid}.ics", text, Content_Type="text/calendar")
        assert status == 201, status

    def events(self, path: str) -> dict[str, str]:
        """What stands in the calendar, as files by name."""
        kept = self.folder / "kept" / "collection-root" / path
        return {
            file.name: file.read_text("utf-8") for file in kept.iterdir() if file.suffix == ".ics"
        }


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    """A running server whose calendars stand in that folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = Radicale(folder, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
