"""Where the scanner listens."""

import pytest

from engine.errors import BadSetting
from engine.setting_parts.scanning import CLAMD, Clamd, clamd


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("tcp://127.0.0.1:3310", Clamd("127.0.0.1", 3310)),
        ("tcp://antivirus", Clamd("antivirus", 3310)),
        ("unix:///run/clamav/clamd.ctl", Clamd(path="/run/clamav/clamd.ctl")),
    ],
)
def test_it_is_read(text: str | None, expected: Clamd | None) -> None:
    assert clamd({} if text is None else {CLAMD: text}) == expected


@pytest.mark.parametrize(
    "text", ["", "127.0.0.1", "http://x", "tcp://x/y", "unix:clamd.ctl", "unix://x/y", "tcp://u@x"]
)
def test_what_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(BadSetting) as caught:
        clamd({CLAMD: text})
    assert caught.value.details["name"] == CLAMD
