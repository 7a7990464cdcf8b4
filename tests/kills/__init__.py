"""A small company at work while everything it stands on is killed, cut, filled up and set back, with a seed.

Clients work over HTTP as browsers do: they come in with a password, read a form, send it with its key, and send the
very same again where no answer came. Meanwhile a saboteur carries out a plan that follows from the seed. Afterwards
nothing acknowledged is lost, nothing is done twice, no letter came without its event, and everything went on.

Where this process may mount, what everything stands on is a disk of its own that is filled up (`tests.kills.disk`).

The suite does 50 kills, half on each kind of database; ``python -m tests.kills --kills 1000`` as many as one likes.
`tests.kills.verdict` says what is held, and how a letter that came twice is counted.
"""
