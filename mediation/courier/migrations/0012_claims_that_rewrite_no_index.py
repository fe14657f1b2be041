from django.db import migrations, models
from django.db.models import Q

SILENCED = "on n'écrit plus à cette adresse"


def generated(expression, label):
    return models.GeneratedField(expression=expression, output_field=models.BooleanField(label), db_persist=True)


class Migration(migrations.Migration):
    dependencies = [("courier", "0011_letter_batches")]

    operations = [
        migrations.AddField("message", "is_open", generated(Q(state__in=["queued", "sending"]), "reste à partir")),
        migrations.AddField("message", "is_doubtful", generated(Q(state="uncertain"), "en doute")),
        migrations.RemoveIndex("message", "message_due"),
        migrations.RemoveIndex("message", "message_leased"),
        migrations.RemoveIndex("message", "message_to_reroute"),
        migrations.RemoveIndex("message", "message_in_doubt"),
        migrations.AddIndex(
            "message",
            models.Index("channel", "priority", "due_at", condition=Q(is_open=True), name="message_to_leave"),
        ),
        migrations.AddIndex(
            "message",
            models.Index("space", "channel", "address", condition=Q(reason=SILENCED), name="message_to_reroute"),
        ),
        migrations.AddIndex(
            "message",
            models.Index(fields=["space", "sent_at"], condition=Q(is_doubtful=True), name="message_in_doubt"),
        ),
        # Room on each page for the versions that a claim writes, of all its messages if need be.
        migrations.RunSQL(
            "ALTER TABLE courier_message SET (fillfactor = 50)", "ALTER TABLE courier_message RESET (fillfactor)"
        ),
    ]
