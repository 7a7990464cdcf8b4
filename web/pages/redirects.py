"""Where a page goes on after what was sent from it."""

from flask import request

from web.pages.addresses import path_of_ours


def page_or(otherwise: str) -> str:
    """The page from which the script sent this, which shows the answer in its place; `otherwise` without script."""
    if "HX-Request" not in request.headers:
        return otherwise
    return path_of_ours(request.headers.get("HX-Current-URL", "")) or otherwise
