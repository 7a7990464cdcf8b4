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
