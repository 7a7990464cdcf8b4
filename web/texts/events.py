"""What the types of events are called on pages."""

from bpmn.messages import Message, lazy_gettext

EVENTS: dict[str, Message] = {
    "instance_started": lazy_gettext("Opportunity started"),
    "user_task_enabled": lazy_gettext("Step ready to be done"),
    "user_task_claimed": lazy_gettext("Step taken"),
    "user_task_assigned": lazy_gettext("Step assigned"),
    "user_task_released": lazy_gettext("Step given back"),
    "user_task_completed": lazy_gettext("Step completed"),
    "user_task_withdrawn": lazy_gettext("Step no longer needed"),
    "client_link_made": lazy_gettext("Link for the client made"),
    "client_link_revoked": lazy_gettext("Link for the client revoked"),
    "client_link_answered": lazy_gettext("Answer received by link"),
    "gateway_passed": lazy_gettext("Decision"),
    "script_task_completed": lazy_gettext("Calculation made"),
    "message_sent": lazy_gettext("Notice sent"),
    "call_activity_completed": lazy_gettext("Procedure finished"),
    "sub_process_completed": lazy_gettext("Part finished"),
    "event_thrown": lazy_gettext("Milestone"),
    "element_completed": lazy_gettext("Automatic step"),
    "instance_completed": lazy_gettext("Opportunity ended"),
    "instance_cancelled": lazy_gettext("Opportunity cancelled"),
}
STATUSES: dict[str, Message] = {
    "running": lazy_gettext("running"),
    "completed": lazy_gettext("completed"),
    "cancelled": lazy_gettext("cancelled"),
    "withdrawn": lazy_gettext("no longer needed"),
}
BREAKS: dict[str, Message] = {
    "sequence": lazy_gettext("an event is missing or repeated"),
    "link": lazy_gettext("it does not follow from the event before"),
    "content": lazy_gettext("it does not say what was recorded"),
}


def event_name(type_: str) -> Message | str:
    """What an event of that type is called; the type itself where it has no name."""
    return EVENTS.get(type_, type_)
