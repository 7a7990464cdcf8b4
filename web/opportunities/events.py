"""What the types of events are called on pages."""

from bpmn.messages import Message, msg

EVENTS: dict[str, Message] = {
    "instance_started": msg("Opportunity started"),
    "user_task_enabled": msg("Step ready to be done"),
    "user_task_claimed": msg("Step taken"),
    "user_task_assigned": msg("Step assigned"),
    "user_task_released": msg("Step given back"),
    "user_task_completed": msg("Step completed"),
    "user_task_withdrawn": msg("Step no longer needed"),
    "client_link_made": msg("Link for the client made"),
    "client_link_revoked": msg("Link for the client revoked"),
    "client_link_answered": msg("Answer received by link"),
    "gateway_passed": msg("Decision"),
    "script_task_completed": msg("Calculation made"),
    "message_sent": msg("Notice sent"),
    "call_activity_completed": msg("Procedure finished"),
    "sub_process_completed": msg("Part finished"),
    "event_thrown": msg("Milestone"),
    "element_completed": msg("Automatic step"),
    "instance_completed": msg("Opportunity ended"),
    "instance_cancelled": msg("Opportunity cancelled"),
}
STATUSES: dict[str, Message] = {
    "running": msg("running"),
    "completed": msg("completed"),
    "cancelled": msg("cancelled"),
    "withdrawn": msg("no longer needed"),
}
BREAKS: dict[str, Message] = {
    "sequence": msg("an event is missing or repeated"),
    "link": msg("it does not follow from the event before"),
    "content": msg("it does not say what was recorded"),
}


def event_name(type_: str) -> Message | str:
    """What an event of that type is called; the type itself where it has no name."""
    return EVENTS.get(type_, type_)
