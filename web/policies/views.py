"""The views of policies: parse, authorise, one query, respond."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.errors import NotAllowed
from engine.identity.queries import Person
from engine.replay.rights import READERS, may_audit
from web.pages.audit_ways import offer_room
from web.pages.reader import reader
from web.policies.page import DRAFT, matrix
from web.session import actor, require_person
from web.texts.policies import STATES
from web.transactions import reading

blueprint = Blueprint("policies", __name__, url_prefix="/auditoria/politicas", template_folder="templates")


def _may(person: Person) -> bool:
    """Auditors, whoever sees all instances, and who owns a procedure, whose policies these are."""
    return may_audit(person) or reader().everything or bool(reader().processes)


offer_room(blueprint, "policies.index", lazy_gettext("Policies"), order=40, may=_may)


@blueprint.before_request
def _only_who_may() -> ResponseReturnValue | None:
    sent_away = require_person()
    if sent_away is None and not _may(actor()):
        raise NotAllowed(actor=actor().id, roles=sorted(READERS))
    return sent_away


@blueprint.get("")
def index() -> ResponseReturnValue:
    """How many instances stand how with each policy of a procedure, in the months that the address asks for."""
    with reading() as connection:
        found = matrix(connection, request.args)
    return render_template("policies/index.html", it=found, audits=may_audit(actor()), STATES=STATES, DRAFT=DRAFT)
