"""The small signs of BPMN as SVG paths around 0, 0."""

_PLUS = "M-11 0H11M0 -11V11"
_CROSS = "M-8 -8L8 8M8 -8L-8 8"
_RING = "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z"
GATEWAYS = {
    "exclusiveGateway": _CROSS,
    "parallelGateway": _PLUS,
    "inclusiveGateway": _RING,
    "complexGateway": _PLUS + _CROSS,
    "eventBasedGateway": _RING + "M0 -6L6 -1L4 5H-4L-6 -1Z",
}
"""What stands inside a gateway, by its kind."""
TRIGGERS = {
    "timer": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM0 -6V0L4 3",
    "message": "M-8 -6H8V6H-8ZL0 1L8 -6",
    "terminate": "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0 -20 0Z",
    "signal": "M0 -8L8 6H-8Z",
    "error": "M-8 7L-3 -7L3 3L8 -7L3 6L-3 -3Z",
    "escalation": "M0 -9L6 8L0 2L-6 8Z",
    "conditional": "M-6 -8H6V8H-6ZM-4 -4H4M-4 0H4M-4 4H4",
    "link": "M-8 -3H2V-7L9 0L2 7V3H-8Z",
    "compensate": "M-1 -6V6L-9 0ZM8 -6V6L0 0Z",
    "cancel": _CROSS,
}
"""What stands inside an event, by what it waits for or throws."""
USER = "M-3.5 -3a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0ZM-7 8c0 -9 14 -9 14 0Z"
LOOP = "M-4 4A5.5 5.5 0 1 1 3 4.5M3 4.5l-1 -4M3 4.5l4 -1"
SEVERAL = "M-4 -5V5M0 -5V5M4 -5V5"
BADGE = "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0 -18 0ZM0 -5V1M0 4V5"
"""An exclamation mark in a circle: what is marked is here."""
TASKS = {
    "userTask": USER,
    "manualTask": "M-7 1V-3h3l3 -3h2l-2 3h6v2h-5M-7 1l3 4h7v-2M8 -1v2h-5M8 1v2h-5",
    "serviceTask": "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0ZM-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z"
    "M-8 0H-6M6 0H8M0 -8V-6M0 6V8M-5.7 -5.7L-4.2 -4.2M4.2 4.2L5.7 5.7M-5.7 5.7L-4.2 4.2M4.2 -4.2L5.7 -5.7",
    "scriptTask": "M-4 -7H6c-4 4 3 8 -1 14H-6c4 -5 -3 -9 2 -14ZM-3 -3.5H3M-3 0H4M-3 3.5H3.5",
    "businessRuleTask": "M-8 -6H8V6H-8ZM-8 -2.5H8M-8 1.8H8M-3.5 -2.5V6",
    "sendTask": "M-8 -5.5H8V5.5H-8ZL0 1L8 -5.5",
    "receiveTask": "M-8 -5.5H8V5.5H-8ZL0 1L8 -5.5",
}
"""What stands in the corner of a task, by its kind."""
ENVELOPE = "M-8 -6H8V6H-8ZL0 1L8 -6"
SEQUENTIAL = "M-5 -4H5M-5 0H5M-5 4H5"
COMPENSATION = "M-1 -5V5L-8 0ZM7 -5V5L0 0Z"
AD_HOC = "M-7 1c3 -6 5 -4 7 -1s4 4 7 -1v3c-3 5 -5 4 -7 1s-4 -4 -7 1Z"
COLLAPSED = "M-7 -7H7V7H-7ZM0 -4V4M-4 0H4"
EXPANDS = "M-7 -7H7V7H-7Z"
SEVERAL_TRIGGERS = "M0 -9L8.6 -2.8L5.3 7.3H-5.3L-8.6 -2.8Z"
ALL_TRIGGERS = "M-3 -9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z"
ARROW = "M-6 -2.5H1V-6L7 0L1 6V2.5H-6Z"
"""Of data that comes in, or goes out where it is filled."""
TICK = "M-4 0L-1 3L4 -3"
HERE = "M-2.5 -4L4 0L-2.5 4Z"
