"""Auditing: finding an instance, replaying its history, verifying it, and taking the proof along."""
