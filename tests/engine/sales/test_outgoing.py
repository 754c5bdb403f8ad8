"""Nothing is sent to an inner address, whatever a name says, unless the operator allowed it."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.outside import Outside, Reply, outside

from dangol.engine.sales import outgoing
from dangol.engine.sales.outgoing import (
    BadAllowedHostsError,
    NoAnswerError,
    check_url,
    is_public,
    read_allowed_hosts,
    retry_after_us,
    send,
)


def get(url: str, *allowed: str) -> outgoing.Answer:
    return send("GET", url, headers={}, content=b"", allowed=frozenset(allowed))


@pytest.fixture
def system() -> Iterator[Outside]:
    with outside() as running:
        yield running


def problem_of(url: str, *allowed: str) -> str:
    with pytest.raises(NoAnswerError) as told:
        get(url, *allowed)
    return told.value.problem


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "fec0::1",
    ],
)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "203.104.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_net_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001"])
def test_an_inner_host_is_refused_however_it_is_written(system: Outside, host: str) -> None:
    port = system.place.partition(":")[2]
    assert problem_of(f"https://{host}:{port}/") == "not_public"
    assert system.calls == []


def test_an_allowed_host_is_called_on_its_port_alone(system: Outside) -> None:
    assert get(f"{system.url}/x", system.place).status == 200
    host, port = system.place.split(":")
    assert problem_of(f"http://{host}:{int(port) - 1}/", system.place) == "not_https"
    assert problem_of(f"https://{host}:{int(port) - 1}/", system.place) == "not_public"


def test_the_name_is_resolved_once_and_the_line_goes_to_what_was_checked(
    system: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers with another address the second time leads nowhere else."""
    port = int(system.place.split(":")[1])
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def changing(host: "str | bytes | None", *rest: object, **more: object) -> object:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name != "crm.example":
            return resolve(host, *rest, **more)  # pyright: ignore[reportArgumentType]
        asked.append(name)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    place = f"crm.example:{port}"
    assert get(f"http://{place}/x", place).status == 200
    assert asked == ["crm.example"]
    assert system.calls[0].headers["host"] == place
    assert problem_of(f"https://crm.example:{port}/x") == "not_public"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.com/", "bad_url"),
        ("https://", "bad_url"),
        ("https://exa mple.com/", "bad_url"),
        ("https://[::1/", "bad_url"),
        ("https://example.com:99999/", "bad_url"),
        ("https://user:word@example.com/", "secret_in_url"),
        ("http://example.com/", "not_https"),
        ("https://example.com/", ""),
    ],
)
def test_an_address_is_looked_at_before_any_name_is_resolved(url: str, problem: str) -> None:
    assert check_url(url, frozenset()) == problem


def test_nothing_is_followed_to_another_place(system: Outside) -> None:
    with outside() as inner:
        system.answers = [Reply(307, headers={"location": f"{inner.url}/secret"})]
        assert get(system.url, system.place, inner.place).status == 307
        assert inner.calls == []


def test_no_proxy_of_the_environment_is_used(
    system: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with outside() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert get(system.url, system.place).status == 200
        assert proxy.calls == []


def test_an_answer_that_never_ends_is_cut(system: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    system.answers = [Reply(200, b"x" * 1_000_001)]
    assert problem_of(system.url, system.place) == "too_large"
    monkeypatch.setattr(outgoing, "WHOLE_S", 0.3)
    go_on = Event()
    system.answers = [Reply(200, waits_for=go_on)]
    assert problem_of(system.url, system.place) == "timeout"
    go_on.set()


def test_an_answer_that_drips_is_cut_by_the_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte comes in time; the answer as a whole does not."""
    monkeypatch.setattr(outgoing, "WHOLE_S", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))
    over = Event()

    def drip() -> None:
        line, _ = listener.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            while not over.wait(0.05):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    dripping = Thread(target=drip)
    dripping.start()
    place = f"127.0.0.1:{listener.getsockname()[1]}"
    assert problem_of(f"http://{place}/", place) == "timeout"
    over.set()
    dripping.join(10)
    listener.close()


def test_nobody_there_is_told_from_a_line_that_is_cut(system: Outside) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    place = f"127.0.0.1:{port}"
    assert problem_of(f"http://{place}/", place) == "unreachable"
    system.answers = [Reply(is_cut=True)]
    assert problem_of(system.url, system.place) == "cut_off"
    assert problem_of("https://no-such-name.invalid/") == "no_address"


def test_a_certificate_is_checked_by_the_name_and_not_by_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with outside() as system:
        system.server.socket = context.wrap_socket(system.server.socket, server_side=True)
        port = system.place.split(":")[1]
        by_name, by_address = f"localhost:{port}", f"127.0.0.1:{port}"
        outgoing.tls_context.cache_clear()
        assert problem_of(f"https://{by_name}/", by_name) == "bad_certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        outgoing.tls_context.cache_clear()
        assert get(f"https://{by_name}/", by_name).status == 200
        assert problem_of(f"https://{by_address}/", by_address) == "bad_certificate"
    outgoing.tls_context.cache_clear()


def write_certificate(folder: Path, name: str) -> None:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(encoding))
    (folder / "key.pem").write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def test_the_allowed_hosts_are_read_or_refused() -> None:
    found = read_allowed_hosts({"DANGOL_ALLOWED_HOSTS": " CRM.internal:8443, 127.0.0.1:1025 ,"})
    assert found == {"crm.internal:8443", "127.0.0.1:1025"}
    assert read_allowed_hosts({}) == frozenset()
    for wrong in ("crm.internal", "http://crm:80", "crm:0", "crm:x", ":80"):
        with pytest.raises(BadAllowedHostsError):
            read_allowed_hosts({"DANGOL_ALLOWED_HOSTS": wrong})


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("", 0), ("7", 7), (" 7 ", 7), ("-7", 0), ("soon", 0), ("999999999999", 86_400), ("٣", 0)],
)
def test_a_wait_that_is_asked_for_is_read(said: str, seconds: int) -> None:
    assert retry_after_us(said) == seconds * 1_000_000


def test_a_wait_until_a_date_is_read() -> None:
    then = datetime.now(UTC) + timedelta(seconds=100)
    assert 90_000_000 < retry_after_us(format_datetime(then, usegmt=True)) <= 100_000_000
    assert retry_after_us("Sun, 06 Nov 1994 08:49:37 GMT") == 0
