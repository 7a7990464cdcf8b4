"""Disposal of the values of an instance that is over: what its history proves stays, what somebody answered goes."""
