import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.codes
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_announcement_links"),
        ("courier", "0010_message_variants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("printed_at", models.DateTimeField(verbose_name="imprimé le")),
                ("file_hash", models.CharField(max_length=64, verbose_name="empreinte du PDF")),
                ("posted_on", models.DateField(blank=True, null=True, verbose_name="posté le")),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="posté par",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imprimé par",
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
            ],
            options={
                "verbose_name": "lot de courriers",
                "verbose_name_plural": "lots de courriers",
            },
        ),
        migrations.CreateModel(
            name="BatchedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.PositiveSmallIntegerField(verbose_name="page")),
                (
                    "fate",
                    models.CharField(
                        choices=[("waiting", "À poster"), ("posted", "Posté"), ("kept", "Pas posté")],
                        default="waiting",
                        max_length=8,
                        verbose_name="issue",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batched",
                        to="courier.message",
                        verbose_name="message",
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="courier.letterbatch",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "courrier d'un lot",
                "verbose_name_plural": "courriers des lots",
            },
        ),
        migrations.AddIndex(
            model_name="letterbatch",
            index=models.Index(
                models.F("space"), models.OrderBy(models.F("posted_on"), descending=True), name="letter_batches_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_letter_batch_a_code"),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("file_hash__regex", "^[0-9a-f]{64}$")),
                name="letter_batch_knows_its_file",
                violation_error_message="L’empreinte d’un PDF a 64 signes, de 0 à f.",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("posted_on__isnull", False), ("posted_by", None), _connector="OR"),
                name="letter_batch_is_posted_on_a_day",
                violation_error_message="Dites quel jour ces courriers ont été postés.",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchedletter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("fate", "waiting")),
                fields=("space", "message"),
                name="one_waiting_batch_a_letter",
                violation_error_message="Quelqu’un vient d’imprimer ces courriers\xa0: ils sont dans son lot.",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchedletter",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("space", "batch", "page"),
                name="one_letter_a_page",
                violation_error_message="Une page n’a qu’un courrier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(("page__gte", 1)),
                name="letter_begins_on_a_page",
                violation_error_message="La première page est 1.",
            ),
        ),
        isolate("courier_letterbatch"),
        isolate("courier_batchedletter", batch_id="courier_letterbatch", message_id="courier_message"),
        journal("courier_letterbatch"),
        journal("courier_batchedletter"),
    ]
