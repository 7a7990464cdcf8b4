"""The opportunities: all of them, and one with its data, its open work and its history."""
