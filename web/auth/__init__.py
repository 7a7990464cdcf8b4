"""Coming in: with a password, or in the demonstration with a click; accounts, and who may administer them."""

from flask import Flask

from web.auth import account, administration, demonstration, sign_in


def install(app: Flask, *, demo: bool) -> None:
    """Add the feature to `app`, with the entrance of the demonstration or that of a site with accounts."""
    for each in (demonstration if demo else sign_in, account, administration):
        app.register_blueprint(each.blueprint)
