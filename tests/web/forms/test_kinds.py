"""Every kind of component that a form may have is drawn by a template of its own."""

import pytest

from bpmn.forms.kinds import KINDS, Computed
from web.forms.rendering import NOT_DRAWN

# A computed value is only shown, and that is drawn alike for all kinds.
DRAWN = {name for name, kind in KINDS.items() if not issubclass(kind, Computed)} - NOT_DRAWN


@pytest.mark.parametrize("kind", sorted(DRAWN))
def test_a_kind_has_a_template_with_the_macro_that_draws_it(app, kind):
    with app.test_request_context("/bandeja"):
        module = app.jinja_env.get_template(f"forms/kinds/{kind}.html").module
    assert callable(module.draw)


def test_what_is_not_drawn_is_a_kind():
    assert KINDS.keys() >= NOT_DRAWN
