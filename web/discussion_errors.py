"""What is said where a comment on an instance is refused (`engine.instances.comments`): see `web.errors`."""

from bpmn.messages import Message, lazy_gettext

TEXTS: dict[str, Message] = {
    "auditors_read": lazy_gettext(
        "Auditors read and say nothing in what they audit: raise a finding instead. Nothing was stored."
    ),
    "bad_instance_comment": lazy_gettext(
        "Write the comment: one that says something, in {longest} characters at most. Nothing was recorded."
    ),
    "mention_unknown": lazy_gettext(
        "{names}: nobody is called so, or several people are. Write the whole name of whoever you mention. Nothing was "
        "recorded."
    ),
    "mention_unseeing": lazy_gettext(
        "{names}: this opportunity is not within their reach, so they could not read it. Take the mention out. Nothing "
        "was recorded."
    ),
    "discussion_closed": lazy_gettext(
        "The data of {folio} were disposed of: nothing more is said of it. Nothing was recorded."
    ),
}
