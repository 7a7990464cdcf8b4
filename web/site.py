"""What every view is given: settings, database, runtime, the time, the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_request_context, request
from itsdangerous import URLSafeSerializer

from bpmn.messages import Message
from engine.db import Database
from engine.definitions.signing import SigningPolicy
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web.i18n import LANGUAGES, Translator
from web.texts.formatting import Presenter

KEY = "cauce"
LANGUAGE = "cauce-language"  # the cookie with the language that a reader chose


@dataclass(frozen=True)
class Site:
    """Made by `create_app`. `clock` gives the time in UTC; `signer` marks what a page may carry and send back.

    `demo`: anybody at this computer may be anybody, without a password.
    """

    settings: Settings
    database: Database
    runtime: Runtime
    clock: Callable[[], datetime]
    signer: URLSafeSerializer
    demo: bool = False

    @property
    def gettext(self) -> Translator:
        """Texts in the language of whoever reads this page."""
        return Translator(self.locale)

    @property
    def locale(self) -> str:
        """The language that the reader chose; the site's own for who chose none."""
        chosen = request.cookies.get(LANGUAGE, "") if has_request_context() else ""
        return chosen if chosen in LANGUAGES else self.settings.locale

    @property
    def letters(self) -> Callable[[Message], str]:
        """Makes the texts of letters, in the site's own language: who reads them is not who gives the command."""
        return Translator(self.settings.locale).render

    @property
    def signing(self) -> SigningPolicy:
        """Who may sign versions."""
        return SigningPolicy(self.settings.signers)

    @property
    def is_served_securely(self) -> bool:
        """Whether browsers reach the site over https: then what they keep must never travel without it."""
        return not self.demo and (self.settings.base_url or "").startswith("https:")

    @property
    def zone(self) -> ZoneInfo:
        """Where people read the time."""
        return ZoneInfo(self.settings.timezone)


def site() -> Site:
    """The site of the request at hand."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Site)
    return found


def presenter() -> Presenter:
    """Shows values and moments in the reader's language, in the time of the site."""
    here = site()
    return Presenter(here.gettext, here.zone)
