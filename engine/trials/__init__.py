"""A draft is tried in the real engine, in a database that is thrown away: `world` makes that, `course` takes a walk
through it, `scenarios` compares what it came to with what was expected, `keeping` is what people do with both.

Nothing of a trial is of the company: its people are invented, and its database is a file that nobody else opens. Of
what is tried only the acts are kept (`acts`), beside the draft.
"""
