"""Instances of procedures: the commands people give and what they see."""
