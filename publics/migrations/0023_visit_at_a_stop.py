import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("publics", "0022_organisation_logo")]
    operations = [
        migrations.AddField(
            model_name="visit",
            name="stop",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.stop",
                verbose_name="arrêt du bus",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("stop", None), ("venue__isnull", False), _connector="OR"),
                name="visit_at_a_stop_says_its_bus",
                violation_error_message="Un arrêt va avec son bus.",
            ),
        ),
        migrations.RunSQL(hold("publics_visit", "stop_id", "accounts_stop"), migrations.RunSQL.noop),
    ]
