"""What docs/webhooks.md shows is what happens: its receiver believes what is sent and nothing else."""

import json
import re
from collections.abc import Callable

import pytest

from tests.docs.licences import ROOT
from tests.engine.webhooks.hooks import follow
from tests.receiver import Posted, receiving
from tests.support import Company

PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(EVENT,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def is_ours() -> Callable[..., bool]:
    there: dict[str, Callable[..., bool]] = {}
    exec(CODE, there)
    return there["is_ours"]


@pytest.fixture
def sent(company: Company) -> tuple[str, Posted, float]:
    """The secret, what came, and when."""
    with receiving() as to:
        found = follow(company, to)
        company.start()
        found.go_on()
        (posted,) = to.posted
    return found.secret, posted, found.clock.now.timestamp()


def test_the_receiver_of_the_page_believes_what_comes_from_here(
    is_ours: Callable[..., bool], sent: tuple[str, Posted, float]
) -> None:
    secret, posted, now = sent
    assert is_ours(secret, posted.headers, posted.body, now + 299)
    assert not is_ours(secret, posted.headers, posted.body, now + 301)
    assert not is_ours(secret, posted.headers, posted.body + b" ", now)
    assert not is_ours("whsec_" + "A" * 40, posted.headers, posted.body, now)
    assert not is_ours(secret, {**posted.headers, "webhook-id": "GC-2026-0001:2"}, posted.body, now)


def test_the_event_of_the_page_is_as_one_that_comes(sent: tuple[str, Posted, float]) -> None:
    shown, found = json.loads(EVENT), sent[1].told
    assert shown.keys() == found.keys() and shown["data"].keys() == found["data"].keys()
    same = ("specversion", "datacontenttype", "id", "type", "subject")
    assert {name: shown[name] for name in same} == {name: found[name] for name in same}
    assert shown["sequence"] == f"{shown['data']['position']:020d}" and shown["time"] == shown["data"]["at"]


def test_the_commands_of_the_page_are_those_that_there_are() -> None:
    from web.cli import webhooks

    named = set(re.findall(r"^    cauce webhook (\w+)", PAGE, re.MULTILINE))
    assert named <= set(webhooks.webhook.commands)
    also = set(re.findall(r"also: ([\w, ]+)", PAGE)[0].split(", "))
    assert named | also | {"list"} == set(webhooks.webhook.commands)
