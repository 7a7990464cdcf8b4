"""The company's own networks, to which webhooks may go that somebody subscribes."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from engine.errors import BadSetting

Network = IPv4Network | IPv6Network
NAME, EXPECTED = "CAUCE_WEBHOOK_NETWORKS", "10.20.0.0/16, 127.0.0.1"


def webhook_networks(environ: Mapping[str, str]) -> tuple[Network, ...]:
    """Read the networks; none where nothing is said. Raises BadSetting."""
    text = environ.get(NAME, "")
    try:
        return tuple(map(ip_network, text.replace(",", " ").split()))
    except ValueError as error:
        raise BadSetting(name=NAME, value=text, expected=EXPECTED) from error
