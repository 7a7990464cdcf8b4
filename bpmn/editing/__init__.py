"""What a person changes of a procedure without drawing it, written into the bytes of its diagram.

Everything else in the file stays as it was, the foreign extensions of other tools included.
"""
