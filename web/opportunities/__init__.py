"""The opportunities: all of them, and one with its data, its open work and its history."""

from flask import Flask

from web.opportunities import cancelling, dates, hand_offs, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(cancelling.blueprint)
    app.register_blueprint(dates.blueprint)
    app.register_blueprint(hand_offs.blueprint)
