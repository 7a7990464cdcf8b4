"""What a draft says is written by its author, form by form."""

import pytest

from engine.definitions import drafts
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.definitions.test_control import do
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_a_form_is_dropped_and_the_others_stay(company: Company) -> None:
    begun = do(company, drafts.start_draft, actor=AUTHOR)
    saved = do(company, drafts.save_draft, dropped=["prospeccion"], actor=AUTHOR)
    assert set(begun.forms) - set(saved.forms) == {"prospeccion"} and saved.diagram == begun.diagram
