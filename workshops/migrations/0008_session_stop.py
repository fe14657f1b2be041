import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [("workshops", "0007_session_closed")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="stop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.stop",
                verbose_name="arrêt",
            ),
        ),
        migrations.RunSQL(hold("workshops_session", "stop_id", "accounts_stop"), migrations.RunSQL.noop),
    ]
