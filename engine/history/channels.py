"""Channels: the ways by which what happens to an instance comes. Pure.

A transaction has one (`engine.db.Database`), which its composition root says: the site for its pages, a client's page
for itself, the terminal with whoever the operating system knows at it, the worker for its jobs. Who the actor of an
event is, is what that channel believed: at a terminal, whoever stands behind ``--as``.
"""

SITE = "site"
LINK = "link"
"""The page behind a client's link."""
OIDC = "oidc"
"""Coming in by the company's provider of identities: what its word gave and took (`engine.sign_on`)."""
JOB = "job"
"""What happens without anybody asking."""
API = "api:"
"""Before the id of the token by which a program asked."""
TERMINAL = "terminal:"
"""Before the name of the operating system's user."""


def api(token: str) -> str:
    """The channel of a program that acts with a token."""
    return API + token


def terminal(user: str) -> str:
    """The channel of a terminal at which the operating system knows `user`."""
    return TERMINAL + user
