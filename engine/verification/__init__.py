"""Verification: proves that a stored instance agrees with its history, its seals, its diagrams and its execution."""
