"""The views that the editor in the browser asks while one draws: parse, authorise, one query, respond."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from web.processes.knowledge import knowledge
from web.session import actor, require_person
from web.transactions import reading

blueprint = Blueprint("editing", __name__, url_prefix="/procesos/<process_id>/editar")
blueprint.before_request(require_person)


@blueprint.get("/saber")
def know(process_id: str) -> ResponseReturnValue:
    """What the panels choose from, as the draft stands: asked for after each save."""
    with reading() as connection:
        return jsonify(knowledge(connection, process_id, actor()))
