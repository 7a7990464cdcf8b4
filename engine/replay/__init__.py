"""Replay: shows histories to auditors, event by event, with what is known of their proofs."""
