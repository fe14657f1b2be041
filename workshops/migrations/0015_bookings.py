import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [("workshops", "0014_places"), ("accounts", "0010_waiting_lists")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="opened_for",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reliefs",
                to="workshops.session",
                verbose_name="ouverte pour qui attendait à",
            ),
        ),
        migrations.RunSQL(hold("workshops_session", "opened_for_id", "workshops_session"), migrations.RunSQL.noop),
        migrations.AddField(
            model_name="registration",
            name="invited_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="invitée à cette autre date le"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["space", "booking"], name="registration_of_a_booking"),
        ),
    ]
