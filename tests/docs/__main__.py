"""Write the generated documents anew: ``python -m tests.docs``."""

from tests.docs.generated import documents
from tests.docs.licences import ROOT

for path, text in documents().items():
    (ROOT / path).write_text(text, encoding="utf-8")
    print(path)
