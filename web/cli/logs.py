"""What a worker writes while it works, in the language of the settings."""

import copy
import logging

from bpmn.messages import Message, msg
from web.i18n import Translator

LEVELS = {
    logging.INFO: msg("note"),
    logging.WARNING: msg("warning"),
    logging.ERROR: msg("error"),
    logging.CRITICAL: msg("error"),
}


class Spoken(logging.Formatter):
    """A line for each record; those that are a `Message` are translated."""

    def __init__(self, say: Translator) -> None:
        super().__init__("%(asctime)s %(levelname)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._say = say

    def format(self, record: logging.LogRecord) -> str:
        """The line; see the class."""
        spoken = copy.copy(record)
        if isinstance(record.msg, Message):
            spoken.msg = self._say.render(record.msg)
        if record.levelno in LEVELS:
            spoken.levelname = self._say.render(LEVELS[record.levelno])
        return super().format(spoken)


def to_stderr(say: Translator) -> None:
    """Write what the engine's jobs tell to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Spoken(say))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
