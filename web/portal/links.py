"""Making and ending the links of clients, by our own people; `web.pages.client_links` shows them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from engine.form_drafts import client_links as renewing
from engine.incidents import client_answers
from engine.instances import client_links, queries
from web.session import actor, require_person
from web.site import site
from web.transactions import writing

blueprint = Blueprint("links", __name__, url_prefix="/enlaces")
blueprint.before_request(require_person)


@blueprint.post("/<work_item>/otro")
def make(work_item: str) -> ResponseReturnValue:
    """Make another link to a step and send it; the one before ends, and what was written there goes along."""
    with writing() as connection:
        link = renewing.make(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=link.folio, _anchor="enlaces"), 303)


@blueprint.post("/<link>/revocar")
def revoke(link: str) -> ResponseReturnValue:
    """End a link before its time."""
    with writing() as connection:
        gone = client_links.revoke(connection, site().runtime, link, actor=actor().id, at=site().clock())
    return redirect(url_for("opportunities.show", folio=gone.folio, _anchor="enlaces"), 303)


@blueprint.post("/<work_item>/enviar")
def forward(work_item: str) -> ResponseReturnValue:
    """Send on the answer that a client sent and that could not count."""
    with writing() as connection:
        client_answers.forward(connection, site().runtime, work_item, actor=actor().id, at=site().clock())
        folio = queries.task(connection, work_item)[1]
    return redirect(url_for("opportunities.show", folio=folio), 303)
