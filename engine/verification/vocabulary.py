"""The types of the events that a history can hold. Whoever writes a new type adds it here, in one of these sets.

Any other type is refused by its name: what verification does not understand it cannot vouch for, however well it is
chained. The stand-alone verifier (`kit/verificar.py`) has sets of its own; a test holds the two together.
"""

from engine.client_access import links
from engine.instances.snapshots import CAUSES

HUMAN = frozenset({"user_task_claimed", "user_task_released", "user_task_assigned"})
"""What people do to work without moving the diagram; only while it waits."""
CANCELLED = "instance_cancelled"
"""What ends an instance from outside; all that waited is withdrawn."""
CONSEQUENCES = frozenset(
    {
        "user_task_enabled",
        "user_task_withdrawn",
        "timer_set",
        "timer_withdrawn",
        "instance_completed",
        "gateway_passed",
        "script_task_completed",
        "message_sent",
        "call_activity_completed",
        "sub_process_completed",
        "event_thrown",
        "element_completed",
    }
)
"""What follows from a step by itself, in the same moment."""
LINKS = links.EVENTS
"""What becomes of the links by which somebody outside does a piece of work; they move nothing (`links.LinkBook`)."""
KNOWN = CAUSES | HUMAN | {CANCELLED} | CONSEQUENCES | LINKS
