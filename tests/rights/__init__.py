"""The tables of rights: every way into the company × who comes × what it is about, and what they get.

Complete by construction: a route of the site without a row fails, and so does a row without a route. What each cell
says is written here, from what is meant, and never taken from what the site answers. `site_table` is the table of the
site; the API and the terminal have theirs beside it.
"""
