import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_announcement_links"),
        ("courier", "0005_receipts"),
        ("workshops", "0018_outside_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="seated_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="a eu sa place, après avoir attendu, le"
            ),
        ),
        migrations.CreateModel(
            name="ReminderRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("days_before", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jours avant")),
                ("hour", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="à quelle heure")),
                ("hours_before", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="heures avant")),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("email", "E-mail"),
                                ("sms", "SMS"),
                                ("letter", "Courrier"),
                                ("phone", "Téléphone"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="pour qui est prévenu par",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="en service")),
                ("since", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="depuis")),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.cycle",
                        verbose_name="cycle",
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
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workshops.workshop",
                        verbose_name="atelier",
                    ),
                ),
            ],
            options={
                "verbose_name": "rappel",
            },
        ),
        migrations.CreateModel(
            name="ReminderOccurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("local_date", models.DateField(verbose_name="jour de la séance")),
                ("due_at", models.DateTimeField(verbose_name="à dire le")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminder_occurrences",
                        to="workshops.session",
                        verbose_name="séance",
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
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="workshops.reminderrule",
                        verbose_name="rappel",
                    ),
                ),
            ],
            options={
                "verbose_name": "rappel d’une séance",
                "verbose_name_plural": "rappels des séances",
            },
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                fields=("space", "workshop", "cycle", "days_before", "hour", "hours_before"),
                name="one_reminder_rule_a_moment",
                nulls_distinct=False,
                violation_error_message="Un rappel existe déjà à ce moment-là\xa0: changez plutôt celui-là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("days_before__isnull", False),
                        ("hour__isnull", False),
                        ("hours_before", None),
                        ("days_before__range", (0, 30)),
                        ("hour__range", (8, 20)),
                    ),
                    models.Q(
                        ("days_before", None),
                        ("hour", None),
                        ("hours_before__isnull", False),
                        ("hours_before__range", (1, 24)),
                    ),
                    _connector="OR",
                ),
                name="reminder_rule_has_one_moment",
                violation_error_message="Un rappel part une heure juste, de 8 h à 20 h, 30 jours avant au plus\xa0; ou de 1 à 24 heures avant.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("workshop", None), ("cycle", None), _connector="OR"),
                name="reminder_rule_is_of_one",
                violation_error_message="Ce rappel est celui d’un atelier, ou celui d’un cycle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("channels__contained_by", ["email", "sms", "letter", "phone"])),
                name="reminder_rule_channels_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderoccurrence",
            constraint=models.UniqueConstraint(
                fields=("space", "session", "rule", "local_date"),
                name="one_occurrence_a_date",
                violation_error_message="Ce rappel est déjà écrit pour cette date.",
            ),
        ),
        isolate("workshops_reminderrule", workshop_id="workshops_workshop", cycle_id="workshops_cycle"),
        journal("workshops_reminderrule"),
        isolate("workshops_reminderoccurrence", rule_id="workshops_reminderrule", session_id="workshops_session"),
        journal("workshops_reminderoccurrence"),
    ]
