"""The memory of a process that lives long: a server, a worker, a verification of everything."""

import ctypes
import gc
import mmap
import re
from pathlib import Path

MANY = 20_000
LARGE = 2 << 20
"""Bytes of a large page."""
_COLLAPSE = 25  # MADV_COLLAPSE, which the standard library does not name before Python 3.13
_MAPS = Path("/proc/self/maps")
_ANONYMOUS = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw\S+ \S+ \S+ 0 *(?:\[heap\])?$", re.MULTILINE)


def live_long() -> None:
    """Look for garbage seldom, and never again among what is there already; best when everything has been read.

    A command makes and drops a few thousand small objects, none of them in circles: with Python's own threshold (700)
    the collector looks through them several times in each, for a twentieth of the command's time, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY, 20, 20)
    _stand_in_large_pages()


def _stand_in_large_pages() -> None:
    """Let what was read so far stand in large pages where Linux has them (6.1); elsewhere nothing changes.

    A command looks once at each of thousands of objects all over the memory, after a wait for the disk: looking up
    where their small pages are is another twentieth of its time.
    """
    try:
        madvise = ctypes.CDLL(None).madvise
        maps = _MAPS.read_text()
        advised = mmap.MADV_HUGEPAGE
    except (AttributeError, OSError, TypeError):
        return
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for begin, end in _ANONYMOUS.findall(maps):
        first, last = -(-int(begin, 16) // LARGE) * LARGE, int(end, 16) // LARGE * LARGE
        if first < last:
            for advice in (advised, _COLLAPSE):
                madvise(first, last - first, advice)  # advice: that it is not taken is no error
