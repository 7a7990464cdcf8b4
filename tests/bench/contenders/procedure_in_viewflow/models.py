"""What django-viewflow leaves to its user."""

from django.db import models
from viewflow.workflow.models import Process, Task


class Completion(models.Model):
    """An audit row: who completed which task of which process with what."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT)
    task = models.ForeignKey(Task, on_delete=models.PROTECT)
    actor = models.TextField()
    values = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
