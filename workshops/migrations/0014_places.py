import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import mediation.common.phones
import mediation.common.privacy
import workshops.models.materials
from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_venue_accesses"),
        ("publics", "0020_report_removed_there"),
        ("workshops", "0013_rounds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="workshop",
            name="workshop_accesses_are_of_the_list",
        ),
        migrations.AddField(
            model_name="session",
            name="accesses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("step_free", "On entre en fauteuil"),
                        ("large_print", "Grands écrans, gros caractères"),
                        ("screen_reader", "Lecteur d’écran"),
                        ("hearing_loop", "Boucle magnétique"),
                        ("sign_language", "Langue des signes"),
                        ("easy_read", "Supports faciles à lire"),
                        ("read_aloud", "On lit et on écrit avec vous"),
                        ("languages", "D’autres langues que le français"),
                        ("calm", "Au calme, à quelques-uns"),
                        ("breaks", "Assis, avec des pauses"),
                        ("with_somebody", "On peut venir avec quelqu’un"),
                        ("children_welcome", "On peut venir avec ses enfants"),
                        ("childcare", "Garde d’enfants sur place"),
                        ("lift", "On vient vous chercher"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="ce qui aide à venir, cette fois",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="home_address",
            field=models.CharField(
                blank=True,
                max_length=200,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="adresse du domicile",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="home_city",
            field=models.CharField(blank=True, max_length=80, verbose_name="commune du domicile"),
        ),
        migrations.AddField(
            model_name="session",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.organisation",
                verbose_name="structure ou résidence",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="remote_link",
            field=models.URLField(
                blank=True,
                max_length=300,
                validators=[workshops.models.materials.validate_secure],
                verbose_name="adresse de la visio",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="remote_phone",
            field=mediation.common.phones.PhoneField(blank=True, max_length=16, verbose_name="numéro à appeler"),
        ),
        migrations.AddField(
            model_name="session",
            name="setting",
            field=models.CharField(
                choices=[
                    ("venue", "Dans un de nos lieux"),
                    ("partner", "Chez un partenaire"),
                    ("home", "À domicile, ou dans une résidence"),
                    ("remote", "À distance, en visio ou par téléphone"),
                ],
                default="venue",
                max_length=8,
                verbose_name="où",
            ),
        ),
        migrations.AlterField(
            model_name="session",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.venue",
                verbose_name="lieu",
            ),
        ),
        migrations.AlterField(
            model_name="workshop",
            name="accesses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("step_free", "On entre en fauteuil"),
                        ("large_print", "Grands écrans, gros caractères"),
                        ("screen_reader", "Lecteur d’écran"),
                        ("hearing_loop", "Boucle magnétique"),
                        ("sign_language", "Langue des signes"),
                        ("easy_read", "Supports faciles à lire"),
                        ("read_aloud", "On lit et on écrit avec vous"),
                        ("languages", "D’autres langues que le français"),
                        ("calm", "Au calme, à quelques-uns"),
                        ("breaks", "Assis, avec des pauses"),
                        ("with_somebody", "On peut venir avec quelqu’un"),
                        ("children_welcome", "On peut venir avec ses enfants"),
                        ("childcare", "Garde d’enfants sur place"),
                        ("lift", "On vient vous chercher"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="ce qui aide à venir",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("home_address", ""),
                        ("home_city", ""),
                        ("organisation", None),
                        ("remote_link", ""),
                        ("remote_phone", ""),
                        ("setting", "venue"),
                        ("venue__isnull", False),
                    ),
                    models.Q(
                        ("home_address", ""),
                        ("home_city", ""),
                        ("remote_link", ""),
                        ("remote_phone", ""),
                        ("room", None),
                        ("setting", "partner"),
                        ("stop", None),
                        ("venue", None),
                        ("organisation__isnull", False),
                    ),
                    models.Q(
                        ("remote_link", ""),
                        ("remote_phone", ""),
                        ("room", None),
                        ("setting", "home"),
                        ("stop", None),
                        ("venue", None),
                        models.Q(
                            models.Q(("home_address", ""), ("home_city", ""), ("organisation__isnull", False)),
                            models.Q(("organisation", None), models.Q(("home_city", ""), _negated=True)),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("home_address", ""),
                        ("home_city", ""),
                        ("organisation", None),
                        ("room", None),
                        ("setting", "remote"),
                        ("stop", None),
                        ("venue", None),
                    ),
                    _connector="OR",
                ),
                name="session_takes_place_somewhere",
                violation_error_message="Dites où\xa0: un lieu, une structure, une commune, ou à distance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "accesses__contained_by",
                        [
                            "step_free",
                            "large_print",
                            "screen_reader",
                            "hearing_loop",
                            "sign_language",
                            "easy_read",
                            "read_aloud",
                            "languages",
                            "calm",
                            "breaks",
                            "with_somebody",
                            "children_welcome",
                            "childcare",
                            "lift",
                        ],
                    )
                ),
                name="session_accesses_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "accesses__contained_by",
                        [
                            "step_free",
                            "large_print",
                            "screen_reader",
                            "hearing_loop",
                            "sign_language",
                            "easy_read",
                            "read_aloud",
                            "languages",
                            "calm",
                            "breaks",
                            "with_somebody",
                            "children_welcome",
                            "childcare",
                            "lift",
                        ],
                    )
                ),
                name="workshop_accesses_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.RunSQL(
            hold("workshops_session", "organisation_id", "publics_organisation"),
            "ALTER TABLE workshops_session DROP CONSTRAINT workshops_session_organisation_id_space",
        ),
    ]
