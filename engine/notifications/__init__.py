"""What leaves for people: rows written in the transaction of the event that causes them, delivered after it."""
