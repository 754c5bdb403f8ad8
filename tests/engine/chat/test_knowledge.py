"""The promise: pages are fetched from public addresses alone, however the name or a redirect
dresses a private one up; and what a site map names is read, or refused with a reason."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from dangol.engine.chat.fetching import PAGE_BYTES, UnfetchableError, fetch
from dangol.engine.chat.knowledge import read_address

PAGE = """<html lang="ko"><head><title>배송 안내</title></head><body><main><h1>배송 안내</h1>
<p>평일 오후 2시 전에 결제하시면 당일 출고됩니다.</p></main></body></html>"""


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = f"http://127.0.0.1:{self.server.server_address[1]}"
        urls = "".join(
            f"<url><loc>{host}/{page}</loc></url>" for page in ("ko/shipping", "gone", "moved")
        )
        pages = {
            "/sitemap.xml": f"<urlset>{urls}</urlset>",
            "/index.xml": f"<sitemapindex><sitemap><loc>{host}/sitemap.xml</loc></sitemap>"
            f"<sitemap><loc>{host}/index.xml</loc></sitemap></sitemapindex>",
            "/ko/shipping": PAGE,
            "/large": "x" * (PAGE_BYTES + 1),
        }
        moves = {"/moved": "/ko/shipping", "/round": "/round", "/file": "file:///etc/passwd"}
        if self.path in moves:
            self.send_response(302)
            self.send_header("location", moves[self.path])
            self.end_headers()
        elif self.path in pages:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(pages[self.path].encode())
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


allowed = partial(fetch, is_private_allowed=True)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["169.254.169.254"],
        ["192.168.0.1"],
        ["0.0.0.0"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1%eth0"],
        ["::ffff:127.0.0.1"],
        ["100.64.0.1"],
        ["224.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        [],
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_followed(addresses: list[str]) -> None:
    with pytest.raises(UnfetchableError, match=r"private network|no address"):
        fetch("https://shop.example/", resolver=lambda _host, _port: addresses)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x/", "http://", "http://user@shop.example/", "http://[/"]
)
def test_what_is_no_address_of_a_page_is_not_fetched(url: str) -> None:
    with pytest.raises(UnfetchableError):
        fetch(url)


@pytest.mark.parametrize("path", ["/gone", "/round", "/file", "/large"])
def test_what_cannot_be_had_is_said(site: str, path: str) -> None:
    with pytest.raises(UnfetchableError):
        allowed(site + path)


def test_a_page_is_read_with_its_address_as_source(site: str) -> None:
    reading = read_address(site + "/moved", fetcher=allowed)
    (article,) = reading.articles
    assert article.language == "ko" and "당일 출고" in article.text
    assert article.source.startswith(site + "/ko/shipping")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/index.xml"])
def test_every_page_of_a_site_map_is_read_or_refused(site: str, path: str) -> None:
    reading = read_address(site + path, fetcher=allowed)
    assert {one.source.partition("#")[0] for one in reading.articles} == {site + "/ko/shipping"}
    assert any("404" in one.reason for one in reading.refusals)


def test_of_a_page_without_leave_nothing_is_fetched(site: str) -> None:
    with pytest.raises(UnfetchableError, match="private network"):
        read_address(site + "/ko/shipping")
