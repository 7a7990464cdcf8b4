"""A diagram drawn without whoever draws by hand: laid out from left to right, as an SVG for a page.

Pure, and without script or styles of its own: the page's stylesheet colours it by class. What is marked is outlined
and has a sign, so that it is seen without colour too.
"""

from bpmn.drawing.svg import Words, draw

__all__ = ["Words", "draw"]
