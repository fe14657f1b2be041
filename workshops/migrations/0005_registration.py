import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from mediation.common.schema import hold, journal


class Migration(migrations.Migration):
    dependencies = [("workshops", "0004_appointments")]
    operations = [
        migrations.RemoveConstraint(
            model_name="seathold",
            name="hold_has_a_seat",
        ),
        migrations.AddField(
            model_name="registration",
            name="comfort",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ramp", "une rampe, ou pas de marche"),
                        ("screen", "un plus grand écran"),
                        ("seat", "une place assise près de la porte"),
                        ("quiet", "un coin calme"),
                        ("companion", "venir avec quelqu’un"),
                        ("interpreter", "la langue des signes, ou une autre langue"),
                    ],
                    max_length=12,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="pour être à l’aise",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="workshops.seathold",
                verbose_name="sur les places gardées",
            ),
        ),
        migrations.AddConstraint(
            model_name="seathold",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 0)),
                name="hold_gives_no_more_than_it_keeps",
                violation_error_message="Il ne reste pas assez de places gardées.",
            ),
        ),
        migrations.RunSQL(hold("workshops_registration", "hold_id", "workshops_seathold"), migrations.RunSQL.noop),
        # What makes one at ease is forgotten a month later: the journal, which is kept, never has it.
        migrations.RunSQL("DROP TRIGGER journal ON workshops_registration", migrations.RunSQL.noop),
        journal("workshops_registration", "comfort"),
    ]
