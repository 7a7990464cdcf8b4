"""Looks an installation over: what is wrong with it and what to do, in words. Nothing is changed, and nothing sent."""
