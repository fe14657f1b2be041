import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mediation.common.schema import isolate, journal

DOUBTED_WHEN = "UPDATE courier_message SET sent_at = due_at WHERE state = 'uncertain' AND sent_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_announcement_links"),
        ("courier", "0005_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(DOUBTED_WHEN, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="MessageEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="quand")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("again", "N'est pas passé, sera réessayé"),
                            ("failed", "Refusé pour de bon"),
                            ("doubted", "Peut-être parti"),
                            ("assumed", "Tenu pour parti"),
                            ("arrived", "C'est arrivé"),
                            ("resent", "À renvoyer"),
                            ("told", "Dit autrement"),
                        ],
                        max_length=10,
                        verbose_name="ce qui s'est passé",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="raison")),
            ],
            options={
                "verbose_name": "événement d'un message",
                "verbose_name_plural": "événements des messages",
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "uncertain")), fields=["space", "sent_at"], name="message_in_doubt"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "uncertain"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                ),
                name="message_in_doubt_has_its_time",
            ),
        ),
        migrations.AddField(
            model_name="messageevent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="messageevent",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="courier.message",
                verbose_name="message",
            ),
        ),
        migrations.AddField(
            model_name="messageevent",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddIndex(
            model_name="messageevent",
            index=models.Index(fields=["space", "message", "at"], name="events_of_a_message"),
        ),
        isolate("courier_messageevent", message_id="courier_message"),
        journal("courier_messageevent"),
    ]
