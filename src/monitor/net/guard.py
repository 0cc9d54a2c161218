"""Which addresses this program may connect to: the public Internet, and what the operator allowed.

Rules on resolved peer addresses only (IN-08): names, and the many spellings of an address, are
judged by what the system's resolver made of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What `is_global` of some Python versions lets through (IANA special-purpose registries, 2024).
_SPECIAL = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291 2.5.5.1, deprecated
_IPV4_MASK = 0xFFFFFFFF


def networks(cidrs: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks of an allow-list. Raises ValueError for what is no CIDR."""
    return tuple(ip_network(text.strip(), strict=False) for text in cidrs if text.strip())


def is_allowed(peer: str, allowed: Iterable[Network] = ()) -> bool:
    """Tell whether a connection to this resolved address may be opened.

    An IPv4 address within an IPv6 one (mapped, compatible, NAT64, 6to4) is judged as itself.
    Whatever is not a plain address is not allowed.
    """
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    inner = _embedded(address)
    if any(inner in network for network in allowed):
        return True
    return _is_public(inner)


def _embedded(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and (address in _NAT64 or address in _COMPATIBLE):
        inside = IPv4Address(int(address) & _IPV4_MASK)
    return address if inside is None or address == IPv6Address("::1") else inside


def _is_public(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _SPECIAL)
