"""One's own second factor: setting it up with a device, its recovery codes, taking it away."""

from io import BytesIO

import segno
from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature
from werkzeug.wrappers import Response

from engine.errors import EngineError
from engine.identity import accounts, second_factor
from engine.identity.sign_in import check, check_code
from web import errors
from web.auth.account import this_session
from web.session import WANTED, actor, require_anybody
from web.site import site
from web.transactions import apart, reading, writing

MARK = "second factor"  # what is signed is said of this, and of nothing else
ISSUER = "Cauce"
blueprint = Blueprint("second_factor", __name__, url_prefix="/cuenta/segundo-factor", template_folder="templates")
blueprint.before_request(require_anybody)


@blueprint.after_request
def hide(response: Response) -> Response:
    """Secrets stand on these pages: nothing on the way keeps them."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def page() -> ResponseReturnValue:
    """Whether I have one; how to get it, or what to do with it."""
    return _draw()


@blueprint.post("")
def set_up() -> ResponseReturnValue:
    """Set it up with the device that made this code; the recovery codes are shown this once."""
    me, secret = actor().id, _secret()
    if secret is None:
        return redirect(url_for(".page"), 303)
    try:
        if _asks_password():
            _check_password()
        with writing() as connection:
            codes = second_factor.set_up(connection, me, secret, request.form.get("code", ""), at=site().clock())
    except EngineError as error:
        return _draw(error, secret=secret)
    return _draw_codes(codes)


@blueprint.post("/codigos")
def new_codes() -> ResponseReturnValue:
    """Make the recovery codes anew."""
    try:
        _check_code()
        with writing() as connection:
            codes = second_factor.new_codes(connection, actor().id, at=site().clock())
    except EngineError as error:
        return _draw(error)
    return _draw_codes(codes)


@blueprint.post("/quitar")
def remove() -> ResponseReturnValue:
    """Take it away, also to set it up with another device."""
    me = actor().id
    try:
        _check_code()
        with writing() as connection:
            second_factor.remove(connection, me, actor=me, at=site().clock())
    except EngineError as error:
        return _draw(error)
    return redirect(url_for(".page"), 303)


def _secret() -> str | None:
    """The secret that the form of this person carries, for their device has it already."""
    try:
        said, person, secret = site().signer.loads(request.form.get("secret", ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(secret) if (said, person) == (MARK, actor().id) else None


def _asks_password() -> bool:
    """Whether the password is asked for: of whoever found a session open; not of who has just come in and must have a
    second factor to go on, nor of who has none."""
    with reading() as connection:
        return g.person is not None and actor().id in accounts.with_password(connection)


def _check_password() -> None:
    given, address = request.form.get("current-password", ""), request.remote_addr or ""
    check(apart(), actor().id, given, address=address, device=this_session(), at=site().clock())


def _check_code() -> None:
    check_code(apart(), actor().id, request.form.get("code", ""), device=this_session(), at=site().clock())


def _draw(refusal: EngineError | None = None, *, secret: str | None = None) -> ResponseReturnValue:
    me = actor().id
    with reading() as connection:
        status = second_factor.status(connection, me)
    secret = None if status.since else secret or second_factor.new_secret()
    shown = render_template(
        "auth/second_factor.html",
        me=actor(),
        refusal=refusal,
        status=status,
        asks_password=status.since is None and _asks_password(),
        secret=secret,
        signed=site().signer.dumps([MARK, me, secret]),
        picture=None if secret is None else _picture(second_factor.address_of(secret, me, _issuer())),
    )
    return shown if refusal is None else (shown, errors.status(refusal), errors.headers(refusal))


def _draw_codes(codes: list[str]) -> ResponseReturnValue:
    wanted = str(session.get(WANTED) or url_for("inbox.inbox"))
    return render_template("auth/recovery_codes.html", codes=codes, wanted=wanted)


def _issuer() -> str:
    """What a device calls this account's site: whoever has several tells them apart."""
    return f"{ISSUER} {request.host.partition(':')[0]}"


def _picture(address: str) -> str:
    """A QR code as SVG, to stand in a page."""
    out = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, light="#fff")
    return out.getvalue().decode()
