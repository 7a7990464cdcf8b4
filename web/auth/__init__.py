"""Coming in: with a password, or in the demonstration with a click; accounts, what guards them, and who may
administer them."""

from flask import Flask

from web.auth import (
    account,
    administration,
    demonstration,
    guarding,
    heading,
    identities,
    second_factor,
    sign_in,
    sign_off,
    sign_on,
)


def install(app: Flask, *, demo: bool) -> None:
    """Add the feature to `app`, with the entrance of the demonstration or that of a site with accounts."""
    entrance = demonstration if demo else sign_in
    for each in (entrance, account, second_factor, administration, guarding, heading, identities):
        app.register_blueprint(each.blueprint)
    if not demo:
        sign_on.install(app)
        sign_off.install(app)
