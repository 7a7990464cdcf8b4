"""A variable of a draft is renamed by its author, as one save of what they saw."""

import pytest

from bpmn.renaming.uses import uses
from engine.definitions import drafts, renaming
from engine.definitions.drafts import DraftMoved, DraftOfAnother
from engine.definitions.renaming import VariableKept
from tests.engine.definitions.publishing import AUTHOR, REVIEWER
from tests.engine.definitions.test_control import PROCESS, do
from tests.support import Company

pytestmark = pytest.mark.both_databases


def renamed(company, old, new, *, revision=None, actor=AUTHOR):
    return do(company, renaming.rename_variable, old, new, revision=revision, actor=actor)


def test_diagram_and_forms_say_the_new_name_in_one_revision(company: Company) -> None:
    begun = do(company, drafts.start_draft, actor=AUTHOR)
    saved = renamed(company, "vigencia_propuesta", "propuesta_hasta", revision=begun.revision)
    assert saved.revision == begun.revision + 1
    assert not uses("vigencia_propuesta", saved.diagram, saved.forms)
    was = uses("vigencia_propuesta", begun.diagram, begun.forms)
    now = uses("propuesta_hasta", saved.diagram, saved.forms)
    assert [(use.where, use.name, use.kind) for use in was] == [(use.where, use.name, use.kind) for use in now]


def test_a_refused_name_changes_nothing_and_says_why(company: Company) -> None:
    begun = do(company, drafts.start_draft, actor=AUTHOR)
    with pytest.raises(VariableKept) as refused:
        renamed(company, "vigencia_propuesta", "cliente")
    assert refused.value.details["why"] == "taken"
    assert drafts_of(company) == begun


def test_only_its_author_and_only_what_they_saw(company: Company) -> None:
    begun = do(company, drafts.start_draft, actor=AUTHOR)
    with pytest.raises(DraftMoved):
        renamed(company, "vigencia_propuesta", "propuesta_hasta", revision=begun.revision + 1)
    with pytest.raises(DraftOfAnother):
        renamed(company, "vigencia_propuesta", "propuesta_hasta", actor=REVIEWER)
    assert drafts_of(company) == begun


def drafts_of(company):
    with company.database.reading() as connection:
        return drafts.open_draft(connection, PROCESS)
