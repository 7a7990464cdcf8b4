"""The server behind `cauce serve`: gunicorn's processes and HTTP, and between them what slow clients cannot stop.

Gunicorn starts the processes, restarts what dies and ends them by signals; its parser reads requests and its response
writes answers. Its own workers give a thread to a client before it has sent anything, and until it has read everything.
`web.serving.process` gives a thread to whole requests alone, and takes the answer off it at once.
"""
