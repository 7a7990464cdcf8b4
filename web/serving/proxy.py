"""Where a request comes from, behind a proxy."""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SAID = "HTTP_X_FORWARDED_"
ALSO = frozenset(
    {
        "HTTP_FORWARDED",
        "HTTP_VIA",
        "HTTP_X_REAL_IP",
        "HTTP_X_CLIENT_IP",
        "HTTP_X_CLUSTER_CLIENT_IP",
        "HTTP_X_ORIGINAL_HOST",
        "HTTP_TRUE_CLIENT_IP",
        "HTTP_CF_CONNECTING_IP",
        "HTTP_CF_RAY",
        "HTTP_CDN_LOOP",
        "HTTP_FLY_CLIENT_IP",
        "HTTP_FASTLY_CLIENT_IP",
    }
)
"""What else proxies and tunnels write that ask for somebody else."""
FORWARDED = "cauce.forwarded"
"""In the environment where a proxy that nobody named says that it asks for somebody else."""


class BehindProxy:
    """Tells `app` the client's address as the one proxy says it, which is the last that it appended.

    What anybody else says of where a request comes from is taken out: nobody down the line believes it by mistake.
    """

    def __init__(self, app: "WSGIApplication", proxy: str | None) -> None:
        self._app, self._proxy = app, proxy

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """See WSGI."""
        said = {name: environ.pop(name) for name in [each for each in environ if each.startswith(SAID)]}
        if self._proxy is None or environ.get("REMOTE_ADDR") != self._proxy:
            environ.pop("HTTP_X_REQUEST_ID", None)
            if said or not ALSO.isdisjoint(environ):
                environ[FORWARDED] = True
        else:
            last = said.get(f"{SAID}FOR", "").rpartition(",")[2].strip()
            with suppress(ValueError):  # nothing there, or no address: then it is the proxy that asks
                environ["REMOTE_ADDR"] = str(ip_address(last))
        return self._app(environ, start_response)
