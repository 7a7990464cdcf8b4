"""What is kept of policies: how each instance stands with each check of its version, and how many stand how.

All of it follows from histories, the ledger of deliveries and that of the calendar, and can be made again from them. No
foreign key leads to `instances`: a row written by the job would wait for whoever has locked the instance.
"""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from engine.db import metadata, one_of


class PolicyState(StrEnum):
    """How an instance stands with a check: it kept to it, or not, or nothing asked it to, or what is there does not
    say."""

    COMPLIANT = "compliant"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"
    NOT_DECIDABLE = "not_decidable"


# One row for each instance and check (`bpmn.model.Check`, by its key) of the version that the instance runs on, `month`
# being that of its start ('YYYY-MM') in the office's zone. `seqs` (JSON) are the numbers of the events that show it,
# `needs` (JSON) what is missing where it cannot be decided. `head_seq`: of the last event that was looked at.
policy_states = Table(
    "policy_states",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("policy", Text, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("month", String(7), nullable=False),
    Column("state", Text, nullable=False),
    Column("seqs", Text, nullable=False),
    Column("needs", Text, nullable=False),
    Column("head_seq", Integer, nullable=False),
    one_of("state", PolicyState),
    Index(None, "process_id", "policy", "state", "instance_id"),
    Index(None, "policy", "state", "instance_id"),
)

# How many instances that began in a month stand how with each check: kept with the rows above, so that the page of all
# policies costs the same however many instances there are.
policy_totals = Table(
    "policy_totals",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True),
    Column("policy", Text, primary_key=True),
    Column("state", Text, primary_key=True),
    Column("count", Integer, nullable=False),
)

# How far the job that keeps them has come: the place of the last event, the number of the last entry of the ledger of
# deliveries, and the last instance that was judged of those that were there before it, None once all are.
policy_progress = Table(
    "policy_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
    Column("entry", Integer, nullable=False),
    Column("filling", Integer),
)
