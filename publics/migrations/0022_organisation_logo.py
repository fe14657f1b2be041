import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_venue_accesses"),
        ("publics", "0021_counts_of_open_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.storedfile",
                verbose_name="logo",
            ),
        ),
        migrations.RunSQL(
            hold("publics_organisation", "logo_id", "accounts_storedfile"),
            "ALTER TABLE publics_organisation DROP CONSTRAINT publics_organisation_logo_id_space",
        ),
    ]
