"""Small diagrams drawn by themselves: where everything stands (`layout`), and the picture (`svg`)."""

from bpmn.drawing.svg import draw as draw
