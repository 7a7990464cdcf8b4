"""What the library of schemas says of a value, as texts that have their Spanish."""

import re

from bpmn.messages import Message, lazy_gettext

OTHER = lazy_gettext("This value is not one that is taken here.")
TEXTS: tuple[tuple[re.Pattern[str], Message], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"Missing data for required field\.", lazy_gettext("This is missing.")),
        (r"Unknown field\.", lazy_gettext("There is no such field here.")),
        (r"Field may not be null\.", lazy_gettext("This may not be empty.")),
        (r"Not a valid string\.", lazy_gettext("This must be a text.")),
        (r"Not a valid integer\.", lazy_gettext("This must be a whole number.")),
        (r"Not a valid boolean\.", lazy_gettext("This must be true or false.")),
        (r"Not a valid date\.", lazy_gettext("This must be a date, as in 2026-12-24.")),
        (r"Not a valid list\.", lazy_gettext("This must be a list.")),
        (r"Not a valid mapping type\.|Invalid input type\.", lazy_gettext("This must be an object.")),
        (r"Not a valid file\.", lazy_gettext("This must be a file.")),
        (r"Must be one of: (?P<choices>.+)\.", lazy_gettext("This must be one of: {choices}.")),
        (
            r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.",
            lazy_gettext("This must be a number from {least} to {most}."),
        ),
        (r"Must be greater than or equal to (?P<least>\S+)\.", lazy_gettext("This must be {least} or more.")),
        (
            r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
            lazy_gettext("This must have from {least} to {most} characters or parts."),
        ),
        (r"Shorter than minimum length (?P<least>\d+)\.", lazy_gettext("This must have {least} or more.")),
        (r"Longer than maximum length (?P<most>\d+)\.", lazy_gettext("This must have {most} at most.")),
        (r"String does not match expected pattern\.", lazy_gettext("This is not written as it must be.")),
    )
)


def in_words(said: str) -> Message:
    """What one message of the library says; `OTHER` for one that is not known."""
    for pattern, text in TEXTS:
        if (found := pattern.fullmatch(said)) is not None:
            return text.with_values(found.groupdict()) if found.groupdict() else text
    return OTHER
