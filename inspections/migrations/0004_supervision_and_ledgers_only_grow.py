from django.db import migrations

from inspections.ledgers import sql as ledgers
from inspections.supervision import sql as supervision


class Migration(migrations.Migration):
    dependencies = (("inspections", "0003_fixes_and_findings"),)
    operations = (
        migrations.RunSQL(supervision.APPEND_ONLY, supervision.CHANGEABLE),
        migrations.RunSQL(ledgers.APPEND_ONLY, ledgers.CHANGEABLE),
    )
