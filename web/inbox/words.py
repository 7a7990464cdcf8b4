"""What form-js says beside a field, in the words in which the server would refuse it."""

from bpmn.forms.kinds.texts import PHONE
from bpmn.messages import Message, lazy_gettext
from web.i18n import Translator

# The server says them of a field by its label; beside the field its label stands already.
_RULES = {
    "required": lazy_gettext("{label}: it is missing; it is required.", label=""),
    "choice": lazy_gettext("{label}: there is nothing to choose from yet.", label=""),
    "number": lazy_gettext("{label}: it must be a number.", label=""),
    "tooLarge": lazy_gettext("{label}: the number is too large.", label=""),
    "date": lazy_gettext(
        "{label}: it is not a date or time that exists; write it as {example}.", label="", example="{example}"
    ),
    "passed": lazy_gettext("{label}: the date has passed; choose today or later.", label=""),
    "pattern": lazy_gettext("{label}: it is not written as {pattern} asks.", label="", pattern="{pattern}"),
    "minLength": lazy_gettext("{label}: write at least {limit} characters.", label="", limit="{limit}"),
    "maxLength": lazy_gettext("{label}: it has more than {limit} characters.", label="", limit="{limit}"),
    "phone": lazy_gettext(
        "{label}: write the telephone number with its country code, such as {example}.", label="", example=PHONE
    ),
    "email": lazy_gettext("{label}: it is not an e-mail address.", label=""),
    "whole": lazy_gettext("{label}: it must be a whole number.", label=""),
    "digits": lazy_gettext("{label}: it may have {limit} decimal digits.", label="", limit="{limit}"),
    "increment": lazy_gettext("{label}: it must be a multiple of {increment}.", label="", increment="{limit}"),
    "min": lazy_gettext("{label}: it must be at least {limit}.", label="", limit="{limit}"),
    "max": lazy_gettext("{label}: it must be at most {limit}.", label="", limit="{limit}"),
    "oneFile": lazy_gettext("{label}: attach one file only.", label=""),
    "accept": lazy_gettext(
        "{label}: “{name}” is not a file of the kinds accepted: {accept}.", label="", name="{name}", accept="{accept}"
    ),
}
_PAGE = {
    "error": lazy_gettext("Error"),
    "optional": lazy_gettext("(optional)"),
    "choose": lazy_gettext("Choose…"),
    "nothingToChoose": lazy_gettext("There is nothing to choose from."),
    "nothing": lazy_gettext("Nothing"),
    "row": lazy_gettext("Row {number}", number="{number}"),
    "addRow": lazy_gettext("Add a row to: {list}", list="{list}"),
    "takeRow": lazy_gettext("Take out row {number}", number="{number}"),
    "rowGone": lazy_gettext("Row {number} was taken out.", number="{number}"),
    "emptyRows": lazy_gettext("An empty row is left out."),
    "attach": lazy_gettext("Attach a file"),
    "attachMore": lazy_gettext("Attach files"),
    "untick": lazy_gettext("untick to take it out"),
    "fileTooLarge": lazy_gettext(
        "The file {name} is larger than {limit}; attach a smaller one.", name="{name}", limit="{limit}"
    ),
    "mend": lazy_gettext("There is something to mend"),
    "notSent": lazy_gettext("Nothing was sent yet; what you wrote is still here."),
    "anyway": lazy_gettext("If you think that it is right as it is, press the button again and it is sent."),
    "yes": lazy_gettext("Yes"),
    "no": lazy_gettext("No"),
}


def words(gettext: Translator) -> dict[str, str]:
    """Every text by its name, its places still to be filled."""
    return {name: _text(gettext, message) for name, message in (_RULES | _PAGE).items()}


def _text(gettext: Translator, message: Message) -> str:
    return gettext.render(message).removeprefix(": ")
