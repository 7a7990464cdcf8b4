"""``text``, ``html``, ``separator``, ``spacer``, ``button`` and ``image``: nobody fills them in."""

from dataclasses import dataclass

from bpmn.forms.kinds.base import Presentational


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Presentational):
    """``text``: Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Html(Presentational):
    """``html``: HTML; shown as text, since whoever writes a form is not trusted with the page."""

    shows = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Separator(Presentational):
    """``separator``: a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacer(Presentational):
    """``spacer``: room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Presentational):
    """``button``: the page has buttons of its own; this one is not shown."""

    shows = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Presentational):
    """``image``: not loaded from anywhere; its text stands for it."""

    shows = "alt"
