import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy


class Migration(migrations.Migration):
    dependencies = [
        ("publics", "0015_blocking_point"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="enquiry",
            name="reopened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="rouvert le"),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="reopened_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="rouvert par",
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="reopened_count",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="fois rouvert"),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="reopened_why",
            field=models.CharField(
                blank=True,
                editable=False,
                max_length=200,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="pourquoi",
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="waited_before",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="attente avant d'être rouvert, en minutes"
            ),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="was_late",
            field=models.BooleanField(default=False, editable=False, verbose_name="déjà répondu trop tard"),
        ),
        migrations.AddConstraint(
            model_name="enquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reopened_at", None),
                        ("reopened_count", 0),
                        ("reopened_why", ""),
                        ("waited_before", 0),
                        ("was_late", False),
                    ),
                    models.Q(
                        ("reopened_at__isnull", False),
                        ("reopened_count__gt", 0),
                        models.Q(("reopened_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enquiry_reopened_says_why",
                violation_error_message="Dites pourquoi ce message revient.",
            ),
        ),
    ]
