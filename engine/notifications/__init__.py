"""Notifications: rows of the outbox, written in the transaction of the event that causes them, delivered after it."""
