"""Making and ending the links of clients, by our own people; `web.pages.client_links` shows them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from engine.form_drafts import client_links as renewing
from engine.incidents import client_answers
from engine.instances import client_links
from engine.instances.projection import folio_of
from web.sent_twice import UNKNOWN, leads_to
from web.session import actor, require_person
from web.site import site
from web.transactions import writing

blueprint = Blueprint("links", __name__, url_prefix="/enlaces")
blueprint.before_request(require_person)


@blueprint.post("/<work_item>/otro")
def make(work_item: str) -> ResponseReturnValue:
    """Make another link to a step and send it; the one before ends, and what was written there goes along."""
    with writing(UNKNOWN) as connection:
        link = renewing.make(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
        then = leads_to(connection, url_for("opportunities.show", folio=link.folio, _anchor="enlaces"))
    return redirect(then, 303)


@blueprint.post("/<link>/revocar")
def revoke(link: str) -> ResponseReturnValue:
    """End a link before its time."""
    with writing(UNKNOWN) as connection:
        gone = client_links.revoke(connection, site().runtime, link, actor=actor().id, at=site().clock())
        then = leads_to(connection, url_for("opportunities.show", folio=gone.folio, _anchor="enlaces"))
    return redirect(then, 303)


@blueprint.post("/<work_item>/enviar")
def forward(work_item: str) -> ResponseReturnValue:
    """Send on the answer that a client sent and that could not count."""
    with writing(UNKNOWN) as connection:
        client_answers.forward(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
        then = leads_to(connection, url_for("opportunities.show", folio=folio_of(work_item)))
    return redirect(then, 303)
