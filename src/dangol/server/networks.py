"""From where a request comes: what counts as one place.

The server takes the address of the connection, or what a proxy on this machine says in
`X-Forwarded-For`; FORWARDED_ALLOW_IPS names proxies on others.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_OF_IPV6 = 64
"""What a household or an office has of it: its hosts are of one network."""


def place_of(host: str) -> str:
    """What counts as one place: an address, of IPv6 the network."""
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _OF_IPV6), strict=False))
    return str(address) if address is not None else host


def network_of(host: str) -> str:
    """The place, where it is one in the internet; empty for an inner address.

    That may be a proxy which does not say for whom it asks: everybody's place is nobody's.
    """
    address = _address(host)
    return place_of(host) if address is not None and address.is_global else ""


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
