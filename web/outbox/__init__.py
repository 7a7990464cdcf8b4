"""What is sent, as whoever administers sees it: what waits, what did not arrive and why, and trying it again."""

from flask import Flask

from web.outbox import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
