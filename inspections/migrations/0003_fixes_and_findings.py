"""The partitioned table of fixes (tracks/partitions.py), and rows that are appended only (visits/sql.py)."""

from django.db import migrations

from inspections.tracks.partitions import CREATE, DROP
from inspections.visits.sql import IMMUTABLE, MUTABLE


class Migration(migrations.Migration):
    dependencies = (("inspections", "0002_documents_are_immutable"),)
    operations = (migrations.RunSQL(CREATE, DROP), migrations.RunSQL(IMMUTABLE, MUTABLE))
