"""Executing finished and running histories again, to prove what happened and to show it."""
