"""What templates need for links."""

from datetime import datetime, timedelta

from flask import Flask, request, url_for

from web.portal.links import address, offers
from web.portal.telling import answers
from web.portal.views import blueprint
from web.presenting import Presenter
from web.site import site


def install(app: Flask) -> None:
    """Give the templates of `app` what they need."""
    app.jinja_env.globals |= {
        "answers": answers,
        "file_address": file_address,
        "last_day": last_day,
        "link_address": address,
        "link_offers": offers,
    }


def file_address(folio: str, sha256: str) -> str:
    """Where the reader of this page gets a file of an opportunity: whoever has a link gets it by that link."""
    if request.blueprint == blueprint.name:
        token = (request.view_args or {})["token"]
        return url_for(f"{blueprint.name}.file", token=token, sha256=sha256)
    return url_for("opportunities.file", folio=folio, sha256=sha256)


def last_day(expires_at: datetime) -> str:
    """The last day on which a link can be used, which ends when the link does."""
    here = site()
    last = expires_at.astimezone(here.zone) - timedelta(seconds=1)
    return Presenter(here.say, here.zone).day(last.date().isoformat())
