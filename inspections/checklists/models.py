from django.db import models

from layers.territory.models import ReferenceQuerySet


class ChecklistQuerySet(ReferenceQuerySet):
    def newest(self):
        """Each checklist in its newest version."""
        return self.order_by("key", "-version").distinct("key")


class Checklist(models.Model):
    """检查表: one version of one content pack, kept as it was read; answers name key, version and item."""

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField()
    content = models.JSONField()  # as in fixtures/checklists/*.yaml

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "version"), name="one_checklist_version"),)
