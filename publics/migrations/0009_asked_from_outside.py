import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("publics", "0008_segment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="enquiry",
            name="who_waits_for_us_can_be_reached",
        ),
        migrations.AddField(
            model_name="authorisation",
            name="name_shown",
            field=models.CharField(
                choices=[("first_name", "Son prénom seul"), ("initial", "Une initiale"), ("nothing", "Sans nom")],
                default="first_name",
                max_length=10,
                verbose_name="comment la nommer",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="contact",
            field=models.CharField(
                blank=True,
                max_length=254,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="où lui répondre",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="name",
            field=models.CharField(
                blank=True,
                max_length=120,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="nom donné",
            ),
        ),
        migrations.AlterField(
            model_name="authorisation",
            name="medium",
            field=models.CharField(
                choices=[
                    ("walls", "Dans nos locaux"),
                    ("print", "Affiches et dépliants"),
                    ("press", "Presse et bulletin"),
                    ("website", "Site internet"),
                    ("networks", "Réseaux sociaux"),
                    ("report", "Bilan et rapports"),
                ],
                max_length=10,
                verbose_name="où",
            ),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rights_requests",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["word", "other_date"]), _negated=True),
                    models.Q(("phone", ""), _negated=True),
                    models.Q(("email", ""), _negated=True),
                    ("person__isnull", False),
                    models.Q(("state__in", ["new", "taken"]), _negated=True),
                    _connector="OR",
                ),
                name="who_waits_for_us_can_be_reached",
                violation_error_message="Donnez un téléphone ou une adresse e-mail où répondre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact", ""), ("name", ""), ("person__isnull", False)),
                    models.Q(
                        ("person", None),
                        models.Q(("name", ""), _negated=True),
                        models.Q(
                            models.Q(("contact", ""), _negated=True), ("closed_at__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="rights_request_says_who_asks",
                violation_error_message="Dites qui demande, et où lui répondre.",
            ),
        ),
    ]
