"""Addresses that people name."""

from __future__ import annotations

import pytest

from bookings.integrations.addresses import AddressRefused, refuse_private

SETTING = "BOOKINGS_OF_THE_TESTS_PRIVATE"


def check(url: str, *addresses: str, allowed: bool = False) -> None:
    refuse_private(url, allowed, SETTING, lambda _host, _port: addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",  # NAT64 of 10.0.0.1
        "2002:a00:1::",  # 6to4 of 10.0.0.1
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "fec0::1",
        "168.63.129.16",
        "fd00:ec2::254",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match=f"no public address: set {SETTING}=1"):
        check("https://dav.example.com/", "93.184.216.34", address)
    check("https://dav.example.com/", address, allowed=True)


def test_a_public_one_is_right() -> None:
    check("https://dav.example.com/", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")
    check("https://dav.example.com:8443/dav/", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")


def test_what_is_not_encrypted_is_refused_unless_it_is_allowed() -> None:
    with pytest.raises(AddressRefused, match="use https"):
        check("http://dav.example.com/", "93.184.216.34")
    check("http://dav.example.com/", "93.184.216.34", allowed=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dav.example.com",
        "ftp://dav.example.com/",
        "https://",
        "https://h:x/",
        "https://h:0/",
        "https://[::1/",
    ],
)
@pytest.mark.parametrize("allowed", [False, True])
def test_what_is_no_address_is_refused_in_any_case(url: str, allowed: bool) -> None:
    with pytest.raises(AddressRefused, match="is no address like"):
        check(url, "93.184.216.34", allowed=allowed)


def test_a_password_is_neither_taken_nor_shown() -> None:
    with pytest.raises(AddressRefused) as told:
        check("http://sarah:secret@dav.example.com/", "93.184.216.34")
    assert "secret" not in told.value.reason


def test_a_name_that_is_not_found_is_told() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(AddressRefused, match=r"dav\.example\.com cannot be found"):
        refuse_private("https://dav.example.com/", False, SETTING, resolve)


def test_the_system_is_asked() -> None:
    with pytest.raises(AddressRefused, match="no public address"):
        refuse_private("https://localhost/", False, SETTING)
