from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("partners", "0001_initial"),
        ("publics", "0008_segment"),
        ("workshops", "0002_seats"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="referral",
            name="referral_says_how_to_answer",
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("referrer_phone", ""), _negated=True),
                    models.Q(("referrer_email", ""), _negated=True),
                    models.Q(("state__in", ["received", "to_call"]), _negated=True),
                    _connector="OR",
                ),
                name="referral_says_how_to_answer",
                violation_error_message="Donnez un téléphone ou une adresse e-mail où vous répondre.",
            ),
        ),
    ]
