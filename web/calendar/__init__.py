"""The office's calendar: which days count as working days, year by year, for everybody to read."""

from flask import Flask

from web.calendar import views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
