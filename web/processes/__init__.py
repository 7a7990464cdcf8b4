"""The procedures as documents: the version in force, those before it, and drafts on their way to be the next."""

from flask import Flask

from web.processes import (
    answering,
    arriving,
    check_room,
    controlled,
    document_room,
    drafting,
    editing,
    moving,
    trial_room,
    trying,
    variable_room,
    views,
)
from web.processes.form_room import views as form_room
from web.processes.ways import WAYS


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(arriving.blueprint)
    app.register_blueprint(controlled.blueprint)
    app.register_blueprint(drafting.blueprint)
    app.register_blueprint(editing.blueprint)
    app.register_blueprint(answering.blueprint)
    app.register_blueprint(document_room.blueprint)
    app.register_blueprint(check_room.blueprint)
    app.register_blueprint(moving.blueprint)
    app.register_blueprint(trying.blueprint)
    app.register_blueprint(trial_room.blueprint)
    app.register_blueprint(form_room.blueprint)
    app.register_blueprint(variable_room.blueprint)
    app.jinja_env.globals["draft_ways"] = lambda: WAYS
