"""Audits and their findings: what is planned, what was found, and what became of it, each act by whom it belongs to.

Everything is an entry of one ledger (`engine.audits.record`); the tables are what its entries give. A finding lives on
when its audit is over: its owner says why it was so and what is done, and an auditor who had no part in that says
whether it helped ([0050](../../docs/decisions/0050-findings-are-followed.md)).
"""
