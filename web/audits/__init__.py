"""Audits and findings: planning, raising, answering, verifying, closing, and the report."""

from flask import Flask

from web.audits import findings, views


def install(app: Flask) -> None:
    """Add the feature to `app`."""
    app.register_blueprint(views.blueprint)
    app.register_blueprint(findings.blueprint)
