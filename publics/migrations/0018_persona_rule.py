from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("publics", "0017_listed"),
    ]

    operations = [
        migrations.AddField(
            model_name="persona",
            name="rule",
            field=models.JSONField(blank=True, editable=False, null=True, verbose_name="à quels faits on pense"),
        ),
        migrations.AddConstraint(
            model_name="persona",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule", None), ("rule__has_key", "v"), _connector="OR"),
                name="persona_rule_says_its_version",
                violation_error_message="La règle de cette persona est incomplète.",
            ),
        ),
    ]
