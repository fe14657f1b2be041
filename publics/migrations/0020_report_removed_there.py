import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publics", "0019_lack"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activityreport",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="enlevée de La Coop le"),
        ),
        migrations.AddField(
            model_name="activityreport",
            name="removed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="enlevée par",
            ),
        ),
        migrations.AddIndex(
            model_name="activityreport",
            index=models.Index(
                condition=models.Q(("removed_at", None), ("reported_at__isnull", False), ("voided_at__isnull", False)),
                fields=["space", "on"],
                name="report_to_remove",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(
                        ("removed_at__isnull", False), ("reported_at__isnull", False), ("voided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="removed_there_is_what_was_copied_and_taken_back",
                violation_error_message="Seule une activité reportée puis annulée est à enlever de La Coop.",
            ),
        ),
    ]
