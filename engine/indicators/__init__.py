"""Indicators: what all histories of a procedure say together, in numbers, each of which leads to its instances."""
