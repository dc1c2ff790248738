"""Issued papers keep their words (I14): a trigger, so that no door and no bulk update gets round it."""

from django.db import migrations

from inspections.documents import sql


class Migration(migrations.Migration):
    dependencies = (("inspections", "0001_initial"),)
    operations = (migrations.RunSQL(sql.IMMUTABLE, sql.MUTABLE),)
