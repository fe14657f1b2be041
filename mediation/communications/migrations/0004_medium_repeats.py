import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_announcement_links"),
        ("communications", "0003_campaigns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publication",
            name="one_publication_a_medium_and_subject",
        ),
        migrations.AddField(
            model_name="medium",
            name="repeats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[(30, "30 jours avant"), (15, "15 jours avant"), (7, "7 jours avant"), (2, "2 jours avant")]
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="le redire",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="turn",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="redit combien de jours avant"),
        ),
        migrations.AddConstraint(
            model_name="medium",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeats__contained_by", [30, 15, 7, 2])),
                name="medium_repeats_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("space", "medium", "subject_ref", "turn"),
                name="one_publication_a_medium_and_subject",
                violation_error_message="Ce média a déjà reçu cette annonce.",
            ),
        ),
    ]
