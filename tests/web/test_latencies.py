"""Latencies, added up over processes."""

import os

import pytest

from web.latencies import BOUNDS, Latencies


def test_a_request_counts_in_every_bucket_that_it_fits_into() -> None:
    latencies = Latencies(["/a", "/b"])
    for seconds in (0.001, 0.02, 0.02, 99.0):
        latencies.observe("/b", 200, seconds)
    latencies.observe("/b", 503, 0.3)
    fine, failed = latencies.series()
    assert (fine.route, fine.status, fine.total) == ("/b", "2xx", 4)
    assert dict(zip(BOUNDS, fine.counts, strict=True))[0.005] == 1
    assert dict(zip(BOUNDS, fine.counts, strict=True))[0.025] == fine.counts[-1] == 3
    assert fine.seconds == pytest.approx(99.041)
    assert (failed.status, failed.total) == ("5xx", 1)


@pytest.mark.processes
def test_what_forked_processes_count_is_added_up_and_stays_when_they_end() -> None:
    latencies = Latencies(["/"], 4)
    for number in range(1, 7):  # more than there are shares: a process that comes later goes on with one
        child = os.fork()
        if child == 0:
            latencies.share = number
            for _ in range(number):
                latencies.observe("/", 200, 0.5)
            os._exit(0)
        os.waitpid(child, 0)
    (series,) = latencies.series()
    assert series.total == 1 + 2 + 3 + 4 + 5 + 6 and series.seconds == pytest.approx(21 * 0.5)
