"""Whose word on where a request comes from is taken."""

import pytest

from web.serving.proxy import BehindProxy


def told(proxy: str | None, peer: str, **said: str) -> dict[str, object]:
    """The environment that the site sees."""
    seen: dict[str, object] = {}

    def app(environ: dict[str, object], _start: object) -> list[bytes]:
        seen.update(environ)
        return []

    BehindProxy(app, proxy)({"REMOTE_ADDR": peer, **said}, lambda *_: lambda _: None)  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize(
    ("proxy", "peer", "said", "seen"),
    [
        (None, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.1", "::1", "::1"),
        ("10.0.0.1", "10.0.0.2", "1.2.3.4", "10.0.0.2"),
        ("10.0.0.1", "10.0.0.1", "nobody", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "1.2.3.4, ", "10.0.0.1"),
    ],
)
def test_only_the_proxy_is_believed_and_only_what_it_appended(
    proxy: str | None, peer: str, said: str, seen: str
) -> None:
    environ = told(proxy, peer, HTTP_X_FORWARDED_FOR=said, HTTP_X_FORWARDED_PROTO="https", HTTP_X_REQUEST_ID="abc")
    named = {"HTTP_X_REQUEST_ID": "abc"} if proxy == peer else {}
    assert environ == {"REMOTE_ADDR": seen, **(named or {"cauce.forwarded": True})}


@pytest.mark.parametrize(
    "header",
    ["X_FORWARDED_FOR", "X_FORWARDED_HOST", "FORWARDED", "VIA", "X_REAL_IP", "CF_CONNECTING_IP", "TRUE_CLIENT_IP"],
)
def test_whoever_says_that_it_asks_for_somebody_else_is_known_by_it(header: str) -> None:
    assert told(None, "127.0.0.1", **{f"HTTP_{header}": "203.0.113.9"})["cauce.forwarded"] is True
    assert "cauce.forwarded" not in told("127.0.0.1", "127.0.0.1", **{f"HTTP_{header}": "203.0.113.9"})
    assert "cauce.forwarded" not in told(None, "127.0.0.1", HTTP_USER_AGENT="x", HTTP_X_REQUESTED_WITH="x")
