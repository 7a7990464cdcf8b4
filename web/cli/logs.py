"""What a worker writes while it works, in the language of the settings."""

import copy
import logging

from bpmn.messages import Message, lazy_gettext
from web.i18n import Translator

LEVELS = {
    logging.INFO: lazy_gettext("note"),
    logging.WARNING: lazy_gettext("warning"),
    logging.ERROR: lazy_gettext("error"),
    logging.CRITICAL: lazy_gettext("error"),
}


class TranslatingFormatter(logging.Formatter):
    """A line for each record; those that are a `Message` are translated."""

    def __init__(self, gettext: Translator) -> None:
        super().__init__("%(asctime)s %(levelname)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._gettext = gettext

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        shown = copy.copy(record)
        if isinstance(record.msg, Message):
            shown.msg = self._gettext.render(record.msg)
        if record.levelno in LEVELS:
            shown.levelname = self._gettext.render(LEVELS[record.levelno])
        return super().format(shown)


def log_to_stderr(gettext: Translator) -> None:
    """Write what the engine's jobs tell to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(TranslatingFormatter(gettext))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
