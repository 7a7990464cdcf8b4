"""Who must turn to what: the jobs between histories, terms and people's notices.

`engine/attention/following.py` reads what happened and notes whom it concerns, `engine/attention/reminders.py` looks
at terms, `engine/attention/mailing.py` writes the letters, and `engine/attention/listing.py` gives people what they
were told. A step costs the same, whoever is told of it.
"""
