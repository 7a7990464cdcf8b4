"""Cookies as a browser keeps them, for tests that ask a site without one."""

from email.message import Message
from http.cookies import SimpleCookie


def kept(cookie: str, headers: Message) -> str:
    """What is sent as `Cookie` after an answer with these headers, where `cookie` was sent before."""
    found = SimpleCookie(cookie)
    for told in headers.get_all("Set-Cookie", []):
        found.load(told)
    return "; ".join(f"{name}={each.coded_value}" for name, each in found.items())
