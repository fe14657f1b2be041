import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("publics", "0010_organisation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activityreport",
            name="reported_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="reportée dans La Coop le"),
        ),
        migrations.AddField(
            model_name="activityreport",
            name="reported_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="reportée par",
            ),
        ),
        migrations.AddIndex(
            model_name="activityreport",
            index=models.Index(
                condition=models.Q(("reported_at", None), ("voided_at", None)),
                fields=["space", "on"],
                name="report_to_copy",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("reported_by", None), ("reported_at__isnull", False), _connector="OR"),
                name="reported_by_goes_with_its_time",
                violation_error_message="Qui l'a reportée va avec le moment où elle l'a été.",
            ),
        ),
    ]
