"""Write the golden histories anew: ``python -m tests.golden``. Read the difference before you commit it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import COMPANY, FILLED
from tests.golden.files import FOLDER, certain, recorded
from tests.golden.routes import ROUTES


def main() -> None:
    for old in FOLDER.glob("*.json"):
        if old.stem not in ROUTES:
            old.unlink()
    for name, route in ROUTES.items():
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'cauce.sqlite3'}"
            FILLED[COMPANY](url)
            with certain(url) as company:
                written = recorded(company, route(company)).text()
        path = FOLDER / f"{name}.json"
        changed = not path.exists() or path.read_text() != written
        path.write_text(written)
        print(f"{name}: {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
