"""A webhook goes to no machine of a network that is nobody's business, however its address is written."""

import socket
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest

from engine.webhooks.addresses import (
    BadWebhookAddress,
    ForbiddenAddress,
    is_permitted,
    numbers_of,
    usable,
)

OWN = (ip_network("10.20.0.0/16"), ip_network("fd00:20::/32"))

FORBIDDEN = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "10.19.255.255", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:1:2:3:4:5:6",
]  # fmt: skip


@pytest.mark.parametrize("number", FORBIDDEN)
def test_no_number_of_a_private_network_is_permitted(number: str) -> None:
    assert not is_permitted(ip_address(number), OWN)


@pytest.mark.parametrize("number", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_the_public_network_is(number: str) -> None:
    assert is_permitted(ip_address(number), ())


@pytest.mark.parametrize("number", ["10.20.0.1", "::ffff:10.20.7.7", "fd00:20::7"])
def test_a_network_that_the_setting_names_is(number: str) -> None:
    assert is_permitted(ip_address(number), OWN) and not is_permitted(ip_address(number), ())


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("", "syntax"),
        ("crm", "syntax"),
        ("ftp://crm.example.com/", "syntax"),
        ("file:///etc/passwd", "syntax"),
        ("https:///sin-servidor", "syntax"),
        ("https://crm.example.com:0/", "syntax"),
        ("https://crm.example.com:99999/", "syntax"),
        ("https://ana:clave@crm.example.com/", "syntax"),
        ("https://crm.example.com/#parte", "syntax"),
        ("https://crm.example.com/a b", "syntax"),
        ("https://crm.example.com/\r\nX: y", "syntax"),
        ("https://crm.example.com\\@127.0.0.1/", "syntax"),
        ("https://[::1/", "syntax"),
        ("https://comercialización.mx/", "syntax"),
        ("https://crm.example.com/" + "x" * 2000, "syntax"),
        ("https://.example.com/", "syntax"),
        ("https://crm..example.com/", "syntax"),
        ("https://-crm.example.com/", "syntax"),
        ("https://" + "x" * 64 + ".com/", "syntax"),
        ("https://" + "x." * 130 + "com/", "syntax"),
        ("https://crm,example.com/", "syntax"),
        ("https://crm%2eexample.com/", "syntax"),
        ("https://127.0.0.1/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:127.0.0.1]/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("http://8.8.8.8/", "insecure"),
        ("http://127.0.0.1/", "insecure"),
    ],
)
def test_what_no_webhook_may_go_to_is_refused_with_why(url: str, kind: str) -> None:
    with pytest.raises(BadWebhookAddress) as refused:
        usable(url, OWN)
    assert refused.value.details["kind"] == kind
    assert "clave" not in str(refused.value)


def test_a_name_needs_encryption_unless_there_are_networks_of_ones_own() -> None:
    with pytest.raises(BadWebhookAddress):
        usable("http://n8n.interno/cauce", ())
    assert usable(" http://n8n.interno/cauce ", OWN) == "http://n8n.interno/cauce"
    assert usable("https://crm.example.com/cauce?t=1", ()) == "https://crm.example.com/cauce?t=1"
    assert usable("https://N8N_interno.example.com./x", ()) == "https://N8N_interno.example.com./x"
    assert usable("http://[fd00:20::7]:5678/cauce", OWN) == "http://[fd00:20::7]:5678/cauce"
    assert usable("http://10.20.0.7:5678/cauce", OWN) == "http://10.20.0.7:5678/cauce"


def stands_for(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """Let every name stand for these numbers."""
    found = [
        (socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443))
        for number in numbers
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: found)


def test_a_name_counts_as_what_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = urlsplit("https://crm.example.com/")
    stands_for(monkeypatch, "8.8.8.8", "2606:4700::1111", "8.8.8.8")
    assert numbers_of(parts, ()) == ["8.8.8.8", "2606:4700::1111"]
    for number in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%2"):
        stands_for(monkeypatch, "8.8.8.8", number)
        with pytest.raises(ForbiddenAddress, match=r"crm\.example\.com"):
            numbers_of(parts, ())


def test_a_name_outside_ones_own_networks_is_not_reached_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    stands_for(monkeypatch, "8.8.8.8")
    with pytest.raises(ForbiddenAddress, match="http"):
        numbers_of(urlsplit("http://crm.example.com/"), OWN)
    stands_for(monkeypatch, "10.20.0.7")
    assert numbers_of(urlsplit("http://crm.example.com/"), OWN) == ["10.20.0.7"]


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost"])
def test_a_number_that_is_written_otherwise_is_the_same_number(host: str) -> None:
    with pytest.raises((ForbiddenAddress, OSError)):
        numbers_of(urlsplit(f"https://{host}/"), ())
