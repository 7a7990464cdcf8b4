"""Golden histories: one instance for each kind of route, as the engine writes it, kept on disk.

What is stored of an instance is a format: events are hashed as they are written, and evidences of years ago must be
verified by the program of today. So a change of what is written shows in a review as a change of these files, and what
stands in them is executed again by the product and by the stand-alone verifier (`tests.golden.test_golden`).

A file of ``histories/`` holds, a line for each event or row:

- ``diagrams`` and ``files`` that the route brings itself; the shipped procedures are named by their digests alone,
- ``events``, without their hashes, which stand behind all of them as ``commitments`` and ``hashes``: of a change in one
  event, which changes every hash after it, the first part of the difference shows just that,
- ``read_model``: what else is stored of the instance, which must follow from its events.

Everything in them is certain: the clock, the ids, the keys of instance and links. When a change is meant, write them
anew and read the difference before you commit it:

    python -m tests.golden
"""
