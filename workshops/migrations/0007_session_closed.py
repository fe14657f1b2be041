from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0006_catalogue")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="inscriptions closes le"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), models.Q(("state", "draft"), _negated=True), _connector="OR"),
                name="session_closed_was_published",
                violation_error_message="Un brouillon n’a pas encore d’inscriptions à clore.",
            ),
        ),
    ]
