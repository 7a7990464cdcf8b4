"""Webhooks: other systems are told what happens, each event in its order and at least once.

A webhook is an address that administrators subscribe to types of events (`commands`, on the ledger `record`). Nothing
is written for it with an event, so a step costs the same whoever listens: a job (`publishing`) follows what happened by
the place of its events (`feed`) and writes letters for the outbox, which leave one after another (`channel`).
"""
