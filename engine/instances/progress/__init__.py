"""The state of each element of a diagram, counted from a history without executing it."""
