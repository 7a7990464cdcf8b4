"""The form as it will look stands in a frame of the room's own pages; nothing else of the site is framed, or frames.

A frame has a width of its own, so that a form is drawn as on a telephone beside one who writes at a desk; and the form
within it is a form of its own, that is tried without saving anything.
"""

from flask import Response

from web.guard import HEADERS

POLICY = "Content-Security-Policy"


def framing(response: Response) -> Response:
    """A page that holds such a frame."""
    response.headers[POLICY] = HEADERS[POLICY] + "; frame-src 'self'"
    return response


def framed(response: Response) -> Response:
    """A page that stands in one, on pages of ours alone."""
    response.headers[POLICY] = HEADERS[POLICY].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return response
