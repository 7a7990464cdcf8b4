"""What our own people do with links: see them, make another, end one."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.instances import outside
from engine.instances.outside import Offer
from engine.portal.letters import address_of
from web.auth.session import actor, require_person
from web.site import site

blueprint = Blueprint("links", __name__, url_prefix="/enlaces", template_folder="templates")
blueprint.before_request(require_person)


@blueprint.post("/<work_item>/otro")
def make(work_item: str) -> ResponseReturnValue:
    """Make another link to a step and send it; the one before ends."""
    with site().database.transaction() as connection:
        link = outside.make(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=link.folio, _anchor="enlaces"), 303)


@blueprint.post("/<link>/revocar")
def revoke(link: str) -> ResponseReturnValue:
    """End a link before its time."""
    with site().database.transaction() as connection:
        gone = outside.revoke(connection, site().runtime, link, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=gone.folio, _anchor="enlaces"), 303)


def offers(folio: str) -> list[Offer]:
    """The links of an opportunity that whoever reads this page may manage."""
    with site().database.reading() as connection:
        return outside.offers(connection, site().runtime, folio, actor(), at=site().clock())


def address(token: str) -> str:
    """The address of a link, as the reader's browser or the settings know this site."""
    return address_of(site().settings.base_url or request.host_url.rstrip("/"), token)
