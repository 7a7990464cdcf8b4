"""What several settings are made of: addresses and paths."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from engine.errors import BadSetting


def path_in(environ: Mapping[str, str], name: str, expected: str) -> Path | None:
    """The path that the variable `name` holds; None where it is not set. Raises BadSetting for an empty one."""
    named = environ.get(name)
    if named is not None and not named.strip():
        raise BadSetting(name=name, value=named, expected=expected)
    return None if named is None else Path(named)


def address(name: str, text: str, expected: str, *, schemes: tuple[str, ...], user: bool = False) -> SplitResult:
    """A URL with a host and nothing that we would ignore. Raises BadSetting without repeating a password."""
    wrong = BadSetting(name=name, value=text.rpartition("@")[2], expected=expected)
    try:
        url = urlsplit(text)
        usable = url.scheme in schemes and bool(url.hostname) and url.port != 0 and not url.fragment
    except ValueError:
        raise wrong from None
    if not usable or not text.isascii() or any(char <= " " for char in text) or ("@" in url.netloc and not user):
        raise wrong
    return url


def without_user(url: SplitResult) -> str:
    """The address without the user and password in it."""
    return url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
