"""Every answer of the API is as its document says, whoever asks and whatever."""

import pytest
from schemathesis import GenerationMode

from tests.conftest import SENT, open_company
from tests.contract.asking import PEOPLE, asking
from web.api.document import document

OPERATIONS = sorted(
    f"{method.upper()} {path}"
    for path, said in document()["paths"].items()
    for method in said
    if method != "parameters"
)
EXAMPLES = 4


@pytest.fixture(scope="module")
def api(sqlite_templates, tmp_path_factory):
    with open_company(sqlite_templates.make(SENT, tmp_path_factory.mktemp("contract"))) as company:
        company.start()
        yield asking(company, PEOPLE)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as_documented", "otherwise"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_is_as_documented(api, operation, mode):
    api.ask(operation, mode, EXAMPLES)


def test_the_document_is_one_of_openapi_3_1(api):
    import schemathesis

    schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.app).validate()
