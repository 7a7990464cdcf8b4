"""Whether the site can work, asked so that nobody waits long for the answer."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

from engine.errors import StoreUnavailable

PATIENCE = 3.0  # seconds: less than a proxy, an orchestrator or a monitor waits by itself


class Readiness:
    """Asks in a thread of its own: a database that hangs holds that one thread, and whoever asks meanwhile waits for
    the same answer, each only so long. Thread-safe; of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: Future[None] | None = None

    def require(self, look: Callable[[], None], patience: float = PATIENCE) -> None:
        """Return when `look` did. Raises what it raises; StoreUnavailable (kind ``unreachable``) after `patience`."""
        with self._lock:
            asked = self._asked
            if asked is None or asked.done():
                asked = self._asked = Future()
                Thread(target=_answer, args=(asked, look), name="readiness", daemon=True).start()
        try:
            asked.result(patience)
        except TimeoutError:
            reason = f"no answer within {patience:g} seconds"
            raise StoreUnavailable(reason=reason, kind="unreachable") from None


def _answer(asked: "Future[None]", look: Callable[[], None]) -> None:
    try:
        look()
    except BaseException as error:
        asked.set_exception(error)
    else:
        asked.set_result(None)
