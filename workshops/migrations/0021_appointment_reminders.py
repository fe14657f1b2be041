import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold


class Migration(migrations.Migration):
    dependencies = [("workshops", "0020_first_reminders")]

    operations = [
        migrations.AlterModelOptions(
            name="reminderoccurrence",
            options={"verbose_name": "rappel d’une date", "verbose_name_plural": "rappels des dates"},
        ),
        migrations.AddField(
            model_name="reminderoccurrence",
            name="appointment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_occurrences",
                to="workshops.appointment",
                verbose_name="rendez-vous",
            ),
        ),
        migrations.AlterField(
            model_name="reminderoccurrence",
            name="local_date",
            field=models.DateField(verbose_name="jour"),
        ),
        migrations.AlterField(
            model_name="reminderoccurrence",
            name="session",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_occurrences",
                to="workshops.session",
                verbose_name="séance",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderoccurrence",
            constraint=models.UniqueConstraint(
                fields=("space", "appointment", "rule", "local_date"),
                name="one_occurrence_a_date_of_an_appointment",
                violation_error_message="Ce rappel est déjà écrit pour cette date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderoccurrence",
            constraint=models.CheckConstraint(
                condition=models.Q(("session", None), ("appointment", None), _connector="XOR"),
                name="occurrence_is_of_one",
                violation_error_message="Ce rappel est celui d’une séance, ou celui d’un rendez-vous.",
            ),
        ),
        migrations.RunSQL(
            hold("workshops_reminderoccurrence", "appointment_id", "workshops_appointment"), migrations.RunSQL.noop
        ),
    ]
