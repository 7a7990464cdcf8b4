"""What is said where a new procedure cannot begin: see `web.errors`."""

from bpmn.messages import Message, lazy_gettext

TEXTS: dict[str, Message] = {
    "procedure_title_required": lazy_gettext("Write what the procedure is called. Nothing was begun."),
    "lanes_required": lazy_gettext("Choose who takes part, or write a new role. Nothing was begun."),
    "diagram_required": lazy_gettext("Choose the file of the diagram. Nothing was brought."),
    "several_processes": lazy_gettext(
        "A draft is of one procedure, and the file has {count}: say which of them is yours. Nothing was begun."
    ),
    "procedure_there": lazy_gettext("There is a procedure of that name already. Nothing was begun."),
    "not_found:arrival": lazy_gettext("There is no such file any more, or somebody else brought it."),
}
