"""Who may talk to the site at all, before any view runs: under our own names, from our own pages.

In the demonstration whoever can reach the site can act as anybody. So it answers this machine only, under its own names
(a page elsewhere could point a name of its own at 127.0.0.1), and nobody for whom something else asks. A site with
accounts answers under the names that its settings give it. Both take a form only from a page that they made themselves.
"""

import re
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request, session
from werkzeug.exceptions import Forbidden

from bpmn.messages import Message, lazy_gettext
from engine.settings import Settings
from web.serving.proxy import FORWARDED
from web.site import by_program, site

OUR_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
DEMONSTRATION = lazy_gettext("This site is a demonstration: it answers only on the computer where it runs.")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN = "csrf-token"
_HASHED = re.compile(r"/static/dist/.+-[A-Z0-9]{8}\.\w+\Z")  # a bundle, whose name holds the hash of what is in it
BY_ADDRESS = frozenset({"portal", "agenda_feed"})
"""Blueprints whose addresses nobody knows but those they are for. Whoever can send to one needs no token besides, and
gets no cookie that could be lost while they think about what to write."""
BY_SIGNATURE = frozenset({"sign_off"})
"""Blueprints to which a program sends what it signed: there is no page that it could have come from."""
FOR_MONITORS = frozenset({"health"})
"""Blueprints that read alone, show nothing of people, and are asked by address: of containers and machines."""
HEADERS = {
    "Content-Security-Policy": (
        # data: is for the pictures inside the style sheets of bpmn-js.
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under it a browser sends our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Nothing of the machine is needed here, whatever a page of ours were made to run.
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
        "local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), screen-wake-lock=(), serial=(), usb=(), "
        "xr-spatial-tracking=()"
    ),
    # Not no-store: whoever goes back after a refusal must find the form as they filled it in.
    "Cache-Control": "private, no-cache",
}


SECURELY = {
    # This name alone: what else there is under it is not ours to decide.
    "Strict-Transport-Security": "max-age=31536000",
}
"""Besides, where browsers reach the site over https."""


class Refused(Forbidden):
    """A request that does not come from where it must. `may_echo`: whether what it sent may be shown back."""

    def __init__(self, message: Message, *, may_echo: bool = False) -> None:
        super().__init__()
        self.message = message
        self.may_echo = may_echo


def install(app: Flask) -> None:
    """Guard every request of `app`, and mark every answer."""
    app.before_request(_check)
    app.after_request(_mark)
    app.jinja_env.globals["csrf_token"] = csrf_token


def csrf_token() -> str:
    """The session's token, which every form carries where one is needed."""
    if request.blueprint in BY_ADDRESS:
        return ""
    token = session.setdefault("csrf", secrets.token_urlsafe(32))
    return str(token)


def _check() -> None:
    if request.blueprint in FOR_MONITORS:
        return
    here, settings = site(), site().settings
    if here.demo and (FORWARDED in request.environ or not _is_loopback(request.remote_addr)):
        raise Refused(DEMONSTRATION)
    if _name_of(request.host) not in (OUR_HOSTS if here.demo else _names(settings)):
        raise Refused(
            DEMONSTRATION
            if here.demo
            else lazy_gettext("This site does not answer under the name {name}.", name=request.host)
        )
    if request.method in READING:
        return
    origin, from_site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    # Behind a proxy that speaks https for us, the browser knows us by another scheme than we do.
    ours = {None, request.host_url.rstrip("/"), None if here.demo else _origin(settings.base_url)}
    if origin not in ours or from_site not in ("same-origin", "none"):
        raise Refused(lazy_gettext("Another site sent this. Nothing was changed."))
    if request.blueprint in BY_ADDRESS | BY_SIGNATURE:
        return
    if by_program():  # a token is sent by whoever has it, and by no browser for them
        return
    expected, given = str(session.get("csrf", "")), request.form.get(TOKEN, "")
    if not expected or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Refused(
            lazy_gettext("Your session ended. Nothing was changed."),
            may_echo=True,
        )


def _names(settings: Settings) -> frozenset[str]:
    own = {_name_of(urlsplit(settings.base_url).netloc)} if settings.base_url else set()
    return OUR_HOSTS | settings.hosts | own


def _name_of(host: str) -> str:
    return re.sub(r":\d+\Z", "", host).lower()


def _origin(url: str | None) -> str | None:
    return None if url is None else "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _mark(response: Response) -> Response:
    if response.status_code == 200 and _HASHED.match(request.path):
        # It never changes: asking for it again would only make a page wait.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    for name, value in (HEADERS | SECURELY if site().is_served_securely else HEADERS).items():
        response.headers.setdefault(name, value)
    return response
