import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_appointments"),
    ]

    operations = [
        migrations.AddField(
            model_name="venue",
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
            model_name="venue",
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
                name="venue_accesses_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
    ]
