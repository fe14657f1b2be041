from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courier", "0007_wordings")]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False, verbose_name="jeton")),
                ("until", models.DateTimeField(verbose_name="jusqu'au")),
            ],
            options={"verbose_name": "lot en main", "verbose_name_plural": "lots en main"},
        ),
        migrations.RunSQL("ALTER TABLE courier_lease SET UNLOGGED", "ALTER TABLE courier_lease SET LOGGED"),
    ]
