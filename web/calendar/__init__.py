"""Calendars: which days the office works on, the deliveries of a month, and one's terms in a calendar of one's own."""

from flask import Flask

from web.calendar import deliveries, feed, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(deliveries.blueprint)
    app.register_blueprint(feed.blueprint)
    app.register_blueprint(feed.public)
