"""What every view is given: settings, database, runtime, the time, the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from itsdangerous import URLSafeSerializer

from engine.db import Database
from engine.instances.runtime import Runtime
from engine.settings import Settings
from web.i18n import Translator

KEY = "cauce"


@dataclass(frozen=True)
class Site:
    """Made by `create_app`. `clock` gives the time in UTC; `signer` marks what a page may carry and send back."""

    settings: Settings
    database: Database
    runtime: Runtime
    clock: Callable[[], datetime]
    say: Translator
    signer: URLSafeSerializer

    @property
    def zone(self) -> ZoneInfo:
        """Where people read the time."""
        return ZoneInfo(self.settings.timezone)


def site() -> Site:
    """The site of the request at hand."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Site)
    return found
