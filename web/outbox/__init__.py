"""The outbox, for administrators: messages that wait or failed, with the reason, and retrying them."""

from flask import Flask

from web.outbox import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
