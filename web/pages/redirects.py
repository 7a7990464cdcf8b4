"""Where a page goes on after what was sent from it."""

from urllib.parse import urlsplit

from flask import request


def page_or(otherwise: str) -> str:
    """The page from which the script sent this, which shows the answer in its place; `otherwise` without script."""
    sent_from = urlsplit(request.headers.get("HX-Current-URL", ""))
    if "HX-Request" not in request.headers or sent_from.netloc != request.host:
        return otherwise
    path = f"/{sent_from.path.lstrip('/')}"
    return f"{path}?{sent_from.query}" if sent_from.query else path
