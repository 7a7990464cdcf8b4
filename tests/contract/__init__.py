"""Schemathesis asks the API what its document allows and what it does not, with tokens of every role.

No answer may be a fault of ours (5xx), and each must be as the document says: its status, its type, its headers, its
shape; what is not as documented is refused. One check is left out: that whatever has the right shape is accepted. What
a form, a cursor or a number of a version must be besides, no schema says, and it is refused as documented.

The suite asks some hundreds; ``python -m tests.contract --examples 200`` some ten thousands.
"""
