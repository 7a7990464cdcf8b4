"""Telling people: what concerns somebody is noted for them once, in the site, and leaves as a letter when they want it.

Whoever knows of something that is no event of a history says it by `engine.telling.commands.tell`, in its own
transaction. What follows from events, from terms and from the office's day is found by jobs (`engine.attention`).
"""
