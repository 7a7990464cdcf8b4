"""Samples and their worksheets: what the entries of the ledger of samples give (`engine.sampling.record`)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from engine.db import Moment, metadata, one_of
from engine.sampling.drawing import Method

# `asked` is the address of the question whose answer was the population, `members` its list, compressed: it alone is in
# no entry, which holds its digest. `plan` and `attributes` are canonical JSON.
samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("plan", Text),
    Column("population", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("members", LargeBinary, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("drawn_by", Text, nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("conclusion", Text),
    Column("concluded_by", Text),
    Column("concluded_at", Moment),
    one_of("method", Method),
)

# `verdicts` is canonical JSON; `judged` and `deviations` count what stands in it.
sample_items = Table(
    "sample_items",
    metadata,
    Column("sample_id", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("folio", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("verdicts", Text, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("deviations", Integer, nullable=False),
    Column("judged_by", Text),
    Column("judged_at", Moment),
    Index(None, "folio", "sample_id"),
)
