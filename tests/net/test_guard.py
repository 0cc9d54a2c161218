"""Which peers may be connected to (IN-08), by resolved address."""

from __future__ import annotations

import pytest

from monitor.net.guard import is_allowed, networks


@pytest.mark.parametrize(
    "peer",
    [
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_the_public_internet_is_allowed(peer: str) -> None:
    assert is_allowed(peer)


@pytest.mark.parametrize(
    "peer",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:db8::1", "2001::1", "fc00::1", "fd12::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "3fff::1", "5f00::1",
        "", "localhost", "2130706433", "0x7f.1", "127.1", "017700000001", "8.8.8.8.8", "example.com",
    ],
)  # fmt: skip
def test_everything_else_is_not(peer: str) -> None:
    """IN-08: special networks, addresses within addresses, and whatever is no address."""
    assert not is_allowed(peer)


def test_allowed_networks_are_exempt_and_no_others() -> None:
    mine = networks(["127.0.0.0/8", " fd00::/8 ", ""])

    assert is_allowed("127.0.0.1", mine)
    assert is_allowed("::ffff:127.0.0.1", mine)
    assert is_allowed("fd12::1", mine)
    assert not is_allowed("10.0.0.1", mine)


def test_a_network_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="private"):
        networks(["private"])
