import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("publics", "0013_people_import"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="emporté le")),
                ("what", models.CharField(max_length=300, verbose_name="colonnes")),
                ("filters", models.TextField(verbose_name="filtres")),
                ("format_name", models.CharField(max_length=4, verbose_name="format")),
                ("rows_count", models.PositiveIntegerField(verbose_name="personnes")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="emporté par",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.space",
                        verbose_name="espace",
                    ),
                ),
            ],
            options={
                "verbose_name": "liste emportée",
                "verbose_name_plural": "listes emportées",
                "indexes": [models.Index(fields=["space", "at"], name="export_by_date")],
            },
        ),
        isolate("publics_export"),
    ]
