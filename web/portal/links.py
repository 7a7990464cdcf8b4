"""Making and ending the links of clients, by our own people; `web.pages.client_links` shows them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from engine.instances import client_links
from web.session import actor, require_person
from web.site import site
from web.transactions import writing

blueprint = Blueprint("links", __name__, url_prefix="/enlaces")
blueprint.before_request(require_person)


@blueprint.post("/<work_item>/otro")
def make(work_item: str) -> ResponseReturnValue:
    """Make another link to a step and send it; the one before ends."""
    with writing() as connection:
        link = client_links.make(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=link.folio, _anchor="enlaces"), 303)


@blueprint.post("/<link>/revocar")
def revoke(link: str) -> ResponseReturnValue:
    """End a link before its time."""
    with writing() as connection:
        gone = client_links.revoke(connection, site().runtime, link, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=gone.folio, _anchor="enlaces"), 303)
