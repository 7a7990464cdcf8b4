"""What every view is given: settings, database, runtime, the time, the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, has_request_context, request
from itsdangerous import URLSafeSerializer

from bpmn.messages import Message
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions.signing import SigningPolicy
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web.i18n import LANGUAGES, Translator, translator
from web.texts.formatting import Presenter

KEY = "cauce"
_PRESENTER = "presenter"
API = "/api/"  # what every address begins with that programs ask; no page has one
LANGUAGE = "cauce-language"  # the cookie with the language that a reader chose


@dataclass(frozen=True)
class Site:
    """Made by `create_app`. `clock` gives the time in UTC; `signer` marks what a page may carry and send back.

    `demo`: anybody at this computer may be anybody, without a password. `office` gives the office's calendar as it is
    at the moment of a request (`web.pages.office`).
    """

    settings: Settings
    database: Database
    runtime: Runtime
    clock: Callable[[], datetime]
    signer: URLSafeSerializer
    demo: bool = False
    office: Callable[[], OfficeCalendar] | None = None

    @property
    def gettext(self) -> Translator:
        """Texts in the language of whoever reads this page."""
        return translator(self.locale)

    @property
    def locale(self) -> str:
        """The language that the reader chose; the site's own for who chose none. A program says which it takes."""
        if by_program():
            wanted = (each.partition("-")[0].lower() for each in request.accept_languages.values())
            return next((each for each in wanted if each in LANGUAGES), self.settings.locale)
        chosen = request.cookies.get(self.cookie_name(LANGUAGE), "") if has_request_context() else ""
        return chosen if chosen in LANGUAGES else self.settings.locale

    @property
    def letters(self) -> Callable[[Message], str]:
        """Makes the texts of letters, in the site's own language: who reads them is not who gives the command."""
        return translator(self.settings.locale).render

    @property
    def signing(self) -> SigningPolicy:
        """Who may sign versions."""
        return SigningPolicy(self.settings.signers)

    @property
    def is_served_securely(self) -> bool:
        """Whether browsers reach the site over https: then what they keep must never travel without it."""
        return not self.demo and (self.settings.base_url or "").startswith("https:")

    def cookie_name(self, name: str) -> str:
        """What a cookie of ours is called: over https so that browsers take it from us alone, and no other host of the
        same domain can write one of that name (RFC 6265bis, 4.1.3)."""
        return f"__Host-{name}" if self.is_served_securely else name

    @property
    def zone(self) -> ZoneInfo:
        """Where people read the time."""
        return ZoneInfo(self.settings.timezone)


def by_program() -> bool:
    """Whether a program asks, by the API: then nothing of what a browser keeps or sends by itself counts."""
    return has_request_context() and request.path.startswith(API)


def site() -> Site:
    """The site of the request at hand."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Site)
    return found


of_this_request: Callable[[], Any] = g._get_current_object
"""What `flask.g` stands for, without its proxy: a page asks hundreds of times."""


def presenter() -> Presenter:
    """Shows values and moments in the reader's language, in the time of the site. Found once for each request."""
    here = of_this_request().__dict__
    found: Presenter | None = here.get(_PRESENTER)
    if found is None:
        of = site()
        found = here[_PRESENTER] = Presenter(of.gettext, of.zone, of.office)
    return found


def forget_reader() -> None:
    """Whoever reads next may read in another language."""
    of_this_request().pop(_PRESENTER, None)


def gettext(template: str, /, **values: object) -> str:
    """A text in the reader's language: what pages call ``_``."""
    return presenter().gettext.render(Message(template, values))


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """A text that counts, in the reader's language."""
    return presenter().gettext.render(Message(singular, {**values, "n": n}, plural))
