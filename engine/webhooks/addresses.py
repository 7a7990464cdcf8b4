"""Where webhooks may go: to the company's own systems if a setting says so, and else to the public network only.

Whoever may subscribe an address could otherwise have this machine ask others of its network, which trust it. What
counts is the number that a name stands for at the moment of sending, and that very number is connected to: a name that
stands for another one a moment later gains nothing by it.
"""

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from engine.errors import Invalid
from engine.setting_parts.networks import Network

LONGEST = 2000
NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
"""What the network may know a machine by; underscores are no part of a name, and some have them."""
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""Networks whose numbers stand for one of IPv4, which a gateway may reach."""


class BadWebhookAddress(Invalid):
    """No address that a webhook may go to. Details: `value`, `kind` (``syntax``, ``insecure``: not encrypted on its way
    through the public network, ``private``: within a network that no setting names)."""

    code = "bad_webhook_address"


class ForbiddenAddress(Exception):
    """A name stands for a number that webhooks may not go to."""


def usable(url: str, networks: Sequence[Network]) -> str:
    """An address that was given, without white space around it. Where its host is a name, what that stands for is asked
    when something is sent. Raises BadWebhookAddress."""
    text = url.strip()
    parts = _split(text)
    if parts is None:
        raise BadWebhookAddress(value=text.rpartition("@")[2][:LONGEST], kind="syntax")
    number = _number(parts.hostname or "")
    within = is_within(number, networks) if number is not None else bool(networks)
    if parts.scheme == "http" and not within:
        raise BadWebhookAddress(value=text, kind="insecure")
    if number is not None and not is_permitted(number, networks):
        raise BadWebhookAddress(value=text, kind="private")
    return text


def _split(text: str) -> SplitResult | None:
    if not text.isascii() or len(text) > LONGEST or any(char <= " " or char == "\x7f" for char in text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    whole = parts.scheme in ("http", "https") and port != 0 and (NAME.fullmatch(host) or _number(host))
    return parts if whole and "@" not in parts.netloc and "\\" not in text and not parts.fragment else None


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_within(number: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    """Whether a number is of one of the company's own networks, as a setting names them."""
    meant = getattr(number, "ipv4_mapped", None) or number
    return any(meant.version == network.version and meant in network for network in networks)


def is_permitted(number: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    """Whether webhooks may go to a number: one of `networks`, or of the public network and of nobody's own."""
    if is_within(number, networks):
        return True
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped is not None:
            return is_permitted(number.ipv4_mapped, networks)
        stands_for_another = number.sixtofour is not None or number.teredo is not None
        if stands_for_another or any(number in network for network in _TRANSLATED) or number.is_site_local:
            return False
    return number.is_global and not (number.is_multicast or number.is_reserved or number.is_unspecified)


def numbers_of(parts: SplitResult, networks: Sequence[Network]) -> list[str]:
    """The numbers that the host of an address stands for now, in the order in which to try them.

    Raises ForbiddenAddress where webhooks may not go to one of them, or not unencrypted; OSError where the name is not
    known.
    """
    host, port = parts.hostname or "", port_of(parts)
    found: list[str] = []
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if family not in (socket.AF_INET, socket.AF_INET6):
            continue
        number = ip_address(str(address[0]).partition("%")[0])
        if not is_permitted(number, networks):
            raise ForbiddenAddress(f"{host}: {number}")
        if parts.scheme == "http" and not is_within(number, networks):
            raise ForbiddenAddress(f"{host}: {number}, http")
        if str(address[0]) not in found:
            found.append(str(address[0]))
    if not found:
        raise OSError(f"{host}: no address")
    return found


def port_of(parts: SplitResult) -> int:
    """The port of an address, also where it does not say one."""
    return parts.port or (443 if parts.scheme == "https" else 80)
