"""What every template may use: the reader's language, moments and values, people's names, where files are."""

from flask import Flask
from werkzeug.local import LocalProxy

from bpmn.messages import Message
from engine.clock import from_text, to_text
from engine.identity.role_ids import ADMINISTRATOR
from web.i18n import LANGUAGES
from web.pages.assets import bundle_if_built, icon
from web.pages.audit_ways import audit_ways
from web.pages.auditors import raises_findings
from web.pages.client_links import address, last_day, offers
from web.pages.dates import changeable
from web.pages.hand_offs import hand_off
from web.pages.lanes import lanes
from web.pages.lessons import lessons_for
from web.pages.markdown import blocks
from web.pages.names import file_address, name_of, name_then, role_name
from web.pages.navigation import navigation
from web.pages.notices import unread_notices
from web.pages.records import file_number, papers_of
from web.pages.refusals import refusal_text
from web.pages.templating import url_for
from web.site import gettext, ngettext, presenter, site
from web.texts.disposal import DISPOSED, TAKEN_AS_RECORDED
from web.texts.events import BREAKS, event_name
from web.texts.findings import sentence
from web.texts.statuses import INSTANCE_STATUSES


def install(app: Flask) -> None:
    """Give the templates of `app` their filters and names."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "ADMINISTRATOR": ADMINISTRATOR,
        "_": gettext,
        "ngettext": ngettext,
        "site": site,
        "url_for": url_for,
        "navigation": navigation,
        "unread_notices": unread_notices,
        "languages": LANGUAGES,
        "presenter": LocalProxy(presenter),
        "name_of": name_of,
        "name_then": name_then,
        "role_name": role_name,
        "file_address": file_address,
        "audit_ways": audit_ways,
        "raises_findings": raises_findings,
        "blocks": blocks,
        "lanes": lanes,
        "bundle_of": bundle_if_built,
        "icon": icon,
        "event_name": event_name,
        "last_day": last_day,
        "link_address": address,
        "changeable_dates": changeable,
        "hand_off_of": hand_off,
        "link_offers": offers,
        "file_number": file_number,
        "papers_of": papers_of,
        "lessons_for": lessons_for,
        "INSTANCE_STATUSES": INSTANCE_STATUSES,
        "BREAKS": BREAKS,
        "DISPOSED": DISPOSED,
        "TAKEN_AS_RECORDED": TAKEN_AS_RECORDED,
    }
    app.jinja_env.filters |= {
        "gettext": _rendered,
        "sentence": lambda message: sentence(message, presenter().gettext),
        "moment": lambda at: presenter().moment(at),
        "exact": lambda at: presenter().exact(at),
        "from_text": from_text,
        "to_text": to_text,
        "refusal_text": refusal_text,
        "role_name": role_name,
        "name_of": name_of,
    }


def _rendered(message: object) -> str:
    return presenter().gettext.render(message) if isinstance(message, Message) else str(message)
