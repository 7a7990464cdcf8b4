"""Forms of steps on pages: drawn, read and kept on the server, for our own people and for clients alike.

Nothing here knows whose page it is. `task_form.TaskForm` is what a view works with.
"""
