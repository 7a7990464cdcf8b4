"""The benchmark: what a completion costs in Cauce, beside the least it could cost and beside its peers.

    python -m tests.bench [--json] [--quick] [--runs N] [--only WORKLOAD] [--profile]

From the repository's root, after ``make check`` or ``make test``. A full run takes some minutes, ``--quick`` under one.
Everything is measured in one run on one machine, with real databases on the disk that holds ``var/bench``: SQLite in
WAL with synchronous FULL, and a PostgreSQL of its own with fsync on. What is there afterwards: ``var/bench/bench.json``
and an SVG plot for each workload. On its first run it installs the peers by name, from the locks in this folder:
bpmn-engine from the npm registry into ``var/bench/npm``, django-viewflow and DBOS from PyPI into an environment of
their own, ``var/bench/peers``. Their versions are told with the machine.

How to read it
--------------
Look at the ratios. Seconds tell about this machine on this day (``machine.load`` says whether anybody else was using
it); ratios are of contenders that took turns in the same run, so that what slows one slows the other.

- A figure is the median of ``runs``. In a run each contender has a block of its own, in an order that turns, and gives
  the median of its instances. A ratio is taken run by run, and is the median of those; ``each_run`` has every figure it
  was taken from. So a ratio is not exactly the quotient of two medians.
- ``seconds`` are of one completion, durable when it returns, or of one page of an inbox (95th percentile):
  ``inbox_*`` is what is read for it, ``site_bandeja_10k_*`` and ``site_bandeja_1m_*`` the whole page as the server
  renders it. ``restore_*`` and ``dump_*`` are parts of a completion: its stored state read back, and written.
- A ratio is null when it was not measured, and ``notes`` says why: nothing is guessed. ``notes`` also says where
  ``--quick`` lets something smaller stand for what a key says.
- A profile (``--profile``) is of `engine.instances.commands.complete` alone and says where to look, not how much.

The contenders (``contenders/``)
--------------------------------
========================  ==============================================================================================
``raw_*``                 The bound: the rows that a real run of Cauce wrote, written by hand with the driver alone, one
                          transaction a completion, with the same reads. After the run both databases must hold
                          exactly the same, or the benchmark fails.
``cauce_*``               `commands.complete` in `database.transaction()`, the state loaded from the store each time.
                          The forms' values are prepared beforehand.
``naive_*``               SpiffWorkflow as its manual shows it: the whole workflow as JSON, read and written each time
                          in a database of the same kind, as durably. No history, no forms, no people.
``viewflow_*``            django-viewflow: the procedure as a flow in Python, processes and tasks rows of Django's
                          ORM, with an audit row; the task read, locked and completed in one transaction. No chained
                          history, no forms, no roles (``with_viewflow``).
``dbos_*``                DBOS: each completion a durable workflow with one transaction, which reads the state, writes
                          it and an audit row. What comes next is plain code: no diagram, no chained history, no
                          forms, no people (``with_dbos``).
``bpmn_engine``           bpmn-engine on Node.js, its state recovered from a file, saved and fsynced each time, on a
                          diagram simplified for it. No history, no forms, no people.
========================  ==============================================================================================

The ratios
----------
``sqlite_vs_raw``, ``postgresql_vs_raw``
    Cauce's time for a completion on the golden path over the raw bound's. What forms, rights, execution, hashing and
    SQLAlchemy cost on top of the rows.
``sqlite_vs_raw_cpu``
    The former, by the processor.
``golden_naive_vs_cauce`` (on SQLite), ``golden_naive_vs_cauce_postgresql``, ``golden_bpmn_engine_vs_cauce``
    The peer's time over Cauce's; the last one's Cauce is on SQLite.
``golden_viewflow_vs_cauce_sqlite``, ``golden_dbos_vs_cauce_sqlite``, and so on for PostgreSQL
    The same of those two; with ``_cpu``, by the processor of the contender's process (a database server's left out).
``pass200_naive_vs_cauce``
    The same at pass 200 of the loop 5 ↔ 6, on SQLite. Some fifty passes later the library stops finding its tokens.
``cost_passN_vs_pass10``, ``bytes_passN_vs_pass10``
    The time of a completion, and the bytes of stored state, of one instance near its N-th pass over those of a young
    one near its tenth, measured pass by pass side by side in one SQLite database. 10,000 in full, 2,000 in ``--quick``;
    there the bytes at pass 10,000 come from the runner alone, in memory, from snapshot to snapshot.
``form_save_vs_page``, ``form_save_cpu_ms``
    What the server's processor spends on a change in the longest form: the draft saved and the changed parts drawn,
    over the whole page drawn again after a post that is refused; and the former in milliseconds.
``request_vs_bare``, ``request_vs_bare_cpu``
    A completion as a whole request, from the form that is posted to the redirect, over a bare Flask page that writes
    the same rows; by the clock, and by the processor.
``inbox_vs_bare_cpu``, ``task_…``, ``list_…``, ``opportunity_…``; ``…_wall``
    A page over a bare Flask page that reads the same rows and answers with the same HTML, ready made; by the processor,
    and by the clock. Both stand among the seconds, ``page_*`` and ``bare_*``.
``inbox_200k_vs_2k_*``, ``list_*``, ``search_one_*``, ``search_client_*``, ``board_*``, ``register_*``
    Whole pages of the site over two hundred thousand instances, over two thousand, for each kind of database: by the
    clock, and by the processor (``…_cpu``), the server's process included.
``lists_200k_cpu_ms``
    The dearest of all pages that list or search, over two hundred thousand instances on either database, of those that
    cost less than 30 ms over two thousand.
``inbox_1m_vs_10k``
    A page of an inbox, counted and read, among a million open tasks over ten thousand: the worse of both databases.
``sql_per_completion``
    The most statements for one completion on the golden path, on either database: what goes through the driver's
    cursors (SQLite's BEGIN included), Procrastinate's too. Asking an idle connection whether it lives is not counted.
``trips_per_completion``
    How often a completion waits for an answer of PostgreSQL; ``completion_1ms_away`` among the seconds is how long it
    takes where that is on another machine.
``verify_events_per_s_core``
    Events that one process verifies in a second, over finished golden paths: chain, log, diagrams, files, and both
    runners. ``counts`` also has the figure for one long history, where plain SpiffWorkflow is at its slowest.
``facts_event_vs_pass10``, ``facts_events_per_s_core``
    What taking one event into the facts costs behind each step of an instance that came to the second stop of the loop,
    over a young one; and how many events one process takes in within a second where many wait, as after an upgrade.
``impact_10k_s``, ``impact_10k_cpu_s``
    Seconds until it is known what a draft does to ten thousand finished instances, with a process for each core; and
    the seconds of all processors together, which others on the machine do not lengthen.
``seal_1k_s``, ``seal_1k_cpu_s``
    Seconds until a thousand histories that have just begun are verified, appended to the log and signed, by one
    process; and those of the processor, which others on the machine do not lengthen.
``inclusion_1m_ms``, ``inclusion_1m_cpu_ms``
    Milliseconds of the proof that a head is in a log of a million, from the name of its ledger on, likewise.
``throughput_2_clients_vs_1``, ``throughput_4_clients_vs_1``
    Completions a second of so many client processes on one PostgreSQL over those of one. The server has no more
    processors than the machine: on two of them it competes with its clients.
"""
