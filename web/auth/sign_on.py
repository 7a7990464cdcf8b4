"""Coming in by the company's provider of identities, and leaving it (`engine.sign_on`).

The cookie of a session is for requests from our own pages alone (``SameSite=Strict``), and a browser that the provider
sends back does not bring it. So a sign-on has a cookie of its own, which it does bring, and ends on a page of ours that
goes on by itself: what is asked from there is asked by us.
"""

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.errors import EngineError
from engine.history.channels import OIDC
from engine.identity import sessions
from engine.identity.sessions import Way
from engine.sign_on import attempts, people
from engine.sign_on.attempts import Ticket
from engine.sign_on.errors import NobodyHere, ProviderUnreachable, ProviderWrong, SignOnRefused
from engine.sign_on.identities import Identity
from engine.sign_on.provider import RETURNS_TO, Provider
from web import errors
from web.request_log import request_id
from web.session import adopt, came, came_by, wanted_page
from web.site import site
from web.transactions import apart, come_by, writing

KEY = "cauce-provider"
COOKIE = "cauce-sign-on"
OPEN = 3
"""Sign-ons that one browser may have begun at the same time, such as in several tabs."""
LONGEST = 800  # characters of the address of the page that was wanted: a cookie holds four thousand bytes
log = logging.getLogger("cauce.sign_on")
blueprint = Blueprint("sign_on", __name__, template_folder="templates")


def install(app: Flask) -> None:
    """Add the feature to `app`, if its settings name a provider."""
    settings = app.extensions["cauce"].settings
    if settings.sign_on is not None:
        app.extensions[KEY] = Provider(settings.sign_on, f"{settings.base_url or ''}{RETURNS_TO}")
        app.register_blueprint(blueprint)


@blueprint.get("/entrar/empresa")
def begin() -> ResponseReturnValue:
    """Go to the provider. With ``otra`` it asks who one is, though it knows somebody already."""
    if g.person:
        return redirect(url_for("inbox.inbox"))
    base = site().settings.base_url or ""
    if urlsplit(base).netloc != request.host and "aqui" not in request.args:
        # By another name of the site: the cookie would not be there when the provider sends back. Once, whatever a
        # proxy makes of names.
        return redirect(f"{base}{url_for('.begin', otra=request.args.get('otra'), aqui=1)}", 303)
    at, wanted = site().clock(), wanted_page()
    ticket = attempts.begin(wanted if len(wanted) <= LONGEST else "", at=at)
    try:
        to = provider().where_to(attempts.asked(ticket, _secret()), anew="otra" in request.args, at=at)
    except (ProviderUnreachable, ProviderWrong) as error:
        return _refused(error)
    response = redirect(to, 303)
    _keep(response, [ticket, *(each for each in _tickets() if each.is_good(at))][:OPEN])
    return response


@blueprint.get(RETURNS_TO)
def back() -> ResponseReturnValue:
    """Come in as whom the provider says one is, on the page that was wanted."""
    come_by(OIDC)
    ticket = None
    try:
        ticket = _ticket()
        identity = _identity(ticket)
        with writing() as connection:
            person = people.come_in(connection, identity, provider().settings, at=site().clock())
            token = sessions.begin(connection, person.id, way=Way.OIDC, came=came(), at=site().clock())
    except (ProviderUnreachable, ProviderWrong, SignOnRefused, NobodyHere) as error:
        return _refused(error, ticket)
    adopt(token, OIDC)
    response = Response(
        render_template("auth/came_in.html", name=person.name, to=ticket.wanted or url_for("inbox.inbox")),
        content_type="text/html; charset=utf-8",
    )
    return _forgetting(response, ticket)


@blueprint.get("/salida")
def left() -> ResponseReturnValue:
    """That one has left Cauce, and not the provider."""
    return redirect(url_for("inbox.inbox")) if g.person else render_template("auth/left.html")


@blueprint.get("/salida/empresa")
def leave() -> ResponseReturnValue:
    """Go to where one leaves the provider, which sends back to our entrance."""
    try:
        to = provider().leaving(f"{site().settings.base_url}/", at=site().clock())
    except (ProviderUnreachable, ProviderWrong) as error:
        return _refused(error)
    return redirect(to or url_for("auth.entrance"), 303)


def after_leaving() -> str:
    """The page on which one who leaves finds oneself. Before `web.session.leave`, which forgets how one came in."""
    return url_for("sign_on.left" if came_by() == OIDC and KEY in current_app.extensions else "auth.entrance")


def _ticket() -> Ticket:
    """The ticket of the sign-on that comes back, used up. Raises SignOnRefused."""
    state = request.args.get("state", "")
    found = next((each for each in _tickets() if each.state == state), None)
    if found is None:
        raise SignOnRefused(kind="unknown")
    with apart().transaction() as connection:
        attempts.use(connection, found, at=site().clock())
    return found


def _identity(ticket: Ticket) -> Identity:
    """Whom the provider vouches for. Raises SignOnRefused, ProviderUnreachable, ProviderWrong."""
    ours, args = provider(), request.args
    said = args.get("iss")
    if said != ours.settings.issuer and (said is not None or ours.metadata(site().clock()).says_issuer):
        raise SignOnRefused(kind="issuer", found=said)  # an answer of another provider (RFC 9207)
    if "error" in args:
        kind = "denied" if args["error"] == "access_denied" else "said"
        raise SignOnRefused(kind=kind, found=args["error"][:80])
    if not args.get("code"):
        raise SignOnRefused(kind="said", found="code")
    return ours.identity(attempts.asked(ticket, _secret()), args["code"], at=site().clock)


def _refused(error: EngineError, ticket: Ticket | None = None) -> ResponseReturnValue:
    """A page that says why nobody came in, and what to do."""
    log.warning("nobody came in: %s", error)
    page = render_template(
        "auth/not_in.html",
        refusal=error,
        request_id=request_id(),
        nobody=error.details if isinstance(error, NobodyHere) else None,
    )
    response = Response(page, errors.status(error), content_type="text/html; charset=utf-8")
    response.headers.extend(errors.headers(error))
    return response if ticket is None else _forgetting(response, ticket)


def provider() -> Provider:
    """The provider of this site. Raises NotFound where it has none."""
    found = current_app.extensions.get(KEY)
    if not isinstance(found, Provider):
        raise NotFound
    return found


def _secret() -> bytes:
    secret = current_app.secret_key
    assert isinstance(secret, bytes)
    return secret


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_secret(), salt="sign-on")


def _tickets() -> list[Ticket]:
    """The sign-ons that this browser began, the newest first."""
    try:
        return [Ticket(*each) for each in _signer().loads(request.cookies.get(site().cookie_name(COOKIE), ""))]
    except (BadSignature, TypeError):
        return []


def _keep(response: Response, tickets: list[Ticket]) -> None:
    """Let the browser have these, and no others."""
    name, secure = site().cookie_name(COOKIE), site().is_served_securely
    if not tickets:
        response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
        return
    value = _signer().dumps([[each.state, each.begun, each.wanted] for each in tickets])
    lasts = int(attempts.LASTS.total_seconds())
    response.set_cookie(name, str(value), max_age=lasts, httponly=True, secure=secure, samesite="Lax")


def _forgetting(response: Response, ticket: Ticket) -> Response:
    """The answer to a sign-on that has ended, which no cache keeps and no page learns the address of."""
    _keep(response, [each for each in _tickets() if each.state != ticket.state])
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
