import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate


class Migration(migrations.Migration):
    dependencies = [("publics", "0012_person_by_city")]

    operations = [
        migrations.CreateModel(
            name="PeopleImport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=160, verbose_name="fichier")),
                ("lines", models.JSONField(default=list, verbose_name="lignes")),
                ("report", models.JSONField(default=dict, verbose_name="détail")),
                ("new_count", models.PositiveIntegerField(default=0, verbose_name="nouvelles")),
                ("completed_count", models.PositiveIntegerField(default=0, verbose_name="complétées")),
                ("unchanged_count", models.PositiveIntegerField(default=0, verbose_name="inchangées")),
                ("likely_count", models.PositiveIntegerField(default=0, verbose_name="laissées de côté")),
                ("refused_count", models.PositiveIntegerField(default=0, verbose_name="refusées")),
                ("created_at", models.DateTimeField(verbose_name="lu le")),
                ("imported_at", models.DateTimeField(blank=True, null=True, verbose_name="importé le")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lu par",
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
                "verbose_name": "import de personnes",
                "verbose_name_plural": "imports de personnes",
                "indexes": [models.Index(fields=["space", "created_at"], name="people_import_by_date")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("imported_at", None), ("imported_at__gte", models.F("created_at")), _connector="OR"
                        ),
                        name="people_import_is_read_before_it_is_done",
                        violation_error_message="Un fichier se lit avant de s’importer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("imported_at", None), ("lines", []), _connector="OR"),
                        name="people_import_keeps_no_line_once_done",
                        violation_error_message="Une fois importées, les lignes du fichier ne sont plus gardées.",
                    ),
                ],
            },
        ),
        isolate("publics_peopleimport"),
    ]
