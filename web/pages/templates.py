"""What every template may use: the reader's language, moments and values, people's names, where files are."""

from flask import Flask
from werkzeug.local import LocalProxy

from bpmn.messages import Message
from engine.clock import from_text
from engine.identity.role_ids import ADMINISTRATOR
from web.i18n import LANGUAGES
from web.pages.assets import bundle_if_built
from web.pages.client_links import address, last_day, offers
from web.pages.lanes import lanes
from web.pages.markdown import blocks
from web.pages.names import file_address, name_of, role_name
from web.pages.navigation import navigation
from web.pages.refusals import refusal_text
from web.site import presenter, site
from web.texts.events import BREAKS, event_name
from web.texts.statuses import INSTANCE_STATUSES


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and names."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "ADMINISTRATOR": ADMINISTRATOR,
        # Looked up at each use: every reader has a language of their own.
        "_": LocalProxy(lambda: site().gettext),
        "ngettext": LocalProxy(lambda: site().gettext.ngettext),
        "site": site,
        "navigation": navigation,
        "languages": LANGUAGES,
        "presenter": LocalProxy(presenter),
        "name_of": name_of,
        "role_name": role_name,
        "file_address": file_address,
        "blocks": blocks,
        "lanes": lanes,
        "bundle_of": bundle_if_built,
        "event_name": event_name,
        "last_day": last_day,
        "link_address": address,
        "link_offers": offers,
        "INSTANCE_STATUSES": INSTANCE_STATUSES,
        "BREAKS": BREAKS,
    }
    app.jinja_env.filters |= {
        "gettext": lambda message: site().gettext.render(message) if isinstance(message, Message) else str(message),
        "moment": lambda at: presenter().moment(at),
        "exact": lambda at: presenter().exact(at),
        "from_text": from_text,
        "refusal_text": refusal_text,
        "role_name": role_name,
        "name_of": name_of,
    }
