"""A company with an opportunity that is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WON, Templates, open_company
from tests.support import Company


@pytest.fixture
def company(templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """The company of the demo, with one opportunity that was won."""
    with open_company(templates.make(WON, tmp_path)) as found:
        yield found
