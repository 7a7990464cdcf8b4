"""What a browser calls itself, in words."""

import pytest

from web.i18n import Translator
from web.texts.agents import agent_text

MOZILLA, KIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KIT} Chrome/130.0 Safari/537.36", "Chrome en Windows"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KIT} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge en Windows"),
        (f"{MOZILLA} (X11; Linux x86_64) {KIT} HeadlessChrome/130.0 Safari/537.36", "Chrome en Linux"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox en Linux"),
        (f"{MOZILLA} (Linux; Android 15) {KIT} Chrome/130.0 Mobile Safari/537.36", "Chrome en Android"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari en iPhone"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605.1.15", "Safari en macOS"),
        ("curl/8.5.0", "Un programa que no dice cuál es"),
        ("", "Un programa que no dice cuál es"),
        ("<script>Windows{browser}", "Windows"),
    ],
)
def test_a_browser_and_its_system_are_named(agent: str, said: str) -> None:
    assert Translator("es").render(agent_text(agent)) == said
