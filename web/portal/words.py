"""What templates need for links."""

from datetime import datetime, timedelta

from flask import Flask

from web.portal.links import address, offers
from web.portal.telling import answers
from web.presenting import Presenter
from web.site import site


def install(app: Flask) -> None:
    """Give the templates of `app` what they need."""
    app.jinja_env.globals |= {
        "answers": answers,
        "last_day": last_day,
        "link_address": address,
        "link_offers": offers,
    }


def last_day(expires_at: datetime) -> str:
    """The last day on which a link can be used, which ends when the link does."""
    here = site()
    last = expires_at.astimezone(here.zone) - timedelta(seconds=1)
    return Presenter(here.gettext, here.zone).day(last.date().isoformat())
