"""The facts of instances: what auditors ask of histories, kept so that a page costs the same however long they are.

Everything here follows from the histories, event by event (`folding`), is kept by a job behind them (`following`) and
can be made again from them (`rebuilding`), equal either way.
"""
