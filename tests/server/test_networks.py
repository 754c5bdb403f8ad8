"""The promise: an office counts as one place, however many addresses it has of IPv6; and an inner
address, which may be a proxy's, is nobody's network."""

import pytest

from dangol.server.networks import network_of, place_of


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("81.2.69.142", "81.2.69.142"),
        ("::ffff:81.2.69.142", "81.2.69.142"),
        ("2a02:6b8:1:2:aaaa::1", "2a02:6b8:1:2::/64"),
        ("2a02:6b8:1:2:bbbb:cccc:dddd:eeee", "2a02:6b8:1:2::/64"),
        ("2a02:6b8::1", "2a02:6b8::/64"),
    ],
)
def test_a_public_address_is_one_network_of_ipv6_the_whole_of_it(host: str, network: str) -> None:
    assert network_of(host) == place_of(host) == network


@pytest.mark.parametrize(
    "host",
    ["", "127.0.0.1", "::1", "10.1.2.3", "172.18.0.5", "192.168.0.9", "fd00::1", "fe80::1", "who?"],
)
def test_an_inner_address_is_no_network(host: str) -> None:
    assert network_of(host) == ""


def test_what_is_no_address_is_a_place_all_the_same() -> None:
    assert place_of("unix:") == "unix:"
