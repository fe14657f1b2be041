from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("courier", "0004_breakers")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="receipt",
            field=models.CharField(
                blank=True,
                choices=[("delivered", "Arrivé"), ("bounced", "Revenu"), ("complained", "Signalé indésirable")],
                db_default="",
                default="",
                max_length=10,
                verbose_name="ce que dit le fournisseur",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="receipt_at",
            field=models.DateTimeField(null=True, verbose_name="dit le"),
        ),
        migrations.AlterField(
            model_name="inbound",
            name="intent",
            field=models.CharField(
                choices=[
                    ("yes", "Oui"),
                    ("no", "Non"),
                    ("stop", "Stop"),
                    ("unclear", "À lire"),
                    ("returned", "Message revenu"),
                ],
                max_length=8,
                verbose_name="sens",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=~Q(provider_ref=""), fields=["provider_ref"], name="message_at_its_provider"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(receipt="", receipt_at=None) | ~Q(receipt="") & Q(receipt_at__isnull=False),
                name="message_receipt_has_its_time",
            ),
        ),
    ]
