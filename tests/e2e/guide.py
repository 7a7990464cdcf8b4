"""What docs/operating.md shows to be typed, so that a test types just that."""

import re

from tests.e2e.processes import ROOT

FOLDER = ROOT / "docs" / "operating"
GUIDE = ROOT / "docs" / "operating.md"


def shown(heading: str) -> list[str]:
    """The commands under a heading, in order: a line each, without what is said about it. Of what begins a function of
    the shell, the whole function."""
    text = GUIDE.read_text(encoding="utf-8")
    [part] = re.findall(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, re.M | re.S)
    lines = "\n".join(line[4:] for line in part.splitlines() if line.startswith("    "))
    return [re.sub(r" {2,}#.*", "", line) for line in lines.replace("\\\n", "").splitlines()]
