import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.codes
import mediation.common.phones
import mediation.common.privacy
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_journal"),
        ("publics", "0004_merge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="clé")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("is_ours", models.BooleanField(default=True, verbose_name="nous répondons nous-mêmes")),
                ("redirect", models.CharField(blank=True, max_length=200, verbose_name="vers qui orienter")),
                (
                    "target_minutes",
                    models.PositiveSmallIntegerField(
                        default=240,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="répondre en (minutes)",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
            ],
            options={
                "verbose_name": "sujet",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("target_minutes__range", (10, 10080))),
                        name="topic_target_is_ten_minutes_to_a_week",
                        violation_error_message="On répond entre dix minutes et sept jours.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_ours", True), models.Q(("redirect", ""), _negated=True), _connector="OR"
                        ),
                        name="topic_not_ours_says_where_to_go",
                        violation_error_message="Dites vers qui orienter, quand nous ne répondons pas nous-mêmes.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caller_name", models.CharField(max_length=80, verbose_name="qui appelle")),
                ("structure_name", models.CharField(max_length=160, verbose_name="structure, comme elle est dite")),
                (
                    "about",
                    models.CharField(
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="à propos de qui",
                    ),
                ),
                (
                    "said",
                    models.TextField(
                        max_length=400,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui a été dit",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.organisation",
                        verbose_name="structure",
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
                "verbose_name": "parole donnée sur quelqu'un",
                "verbose_name_plural": "paroles données sur quelqu'un",
                "indexes": [models.Index(fields=["space", "at"], name="disclosure_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("caller_name", ""), _negated=True),
                            models.Q(("structure_name", ""), _negated=True),
                            models.Q(("about", ""), _negated=True),
                            models.Q(("said", ""), _negated=True),
                        ),
                        name="disclosure_says_who_and_what",
                        violation_error_message="Dites qui appelle, de quelle structure, à propos de qui, et ce qui a été dit.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Téléphone"),
                            ("desk", "Sur place"),
                            ("web", "Page publique"),
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("messaging", "Messagerie"),
                            ("comment", "Commentaire, réseaux"),
                            ("letter", "Courrier, papier"),
                        ],
                        max_length=10,
                        verbose_name="par où",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("complaint", "Réclamation"),
                            ("thanks", "Merci"),
                            ("word", "Un mot laissé"),
                            ("other_date", "Une autre date"),
                        ],
                        default="question",
                        max_length=10,
                        verbose_name="quoi",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="nom donné")),
                ("phone", mediation.common.phones.PhoneField(blank=True, max_length=16, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ses mots",
                    ),
                ),
                ("told_by", models.CharField(blank=True, max_length=120, verbose_name="laissé au guichet de")),
                (
                    "has_agreed",
                    models.BooleanField(default=False, verbose_name="elle est d'accord pour qu'on la rappelle"),
                ),
                ("subject_ref", models.CharField(blank=True, max_length=40, verbose_name="à propos de")),
                ("received_at", models.DateTimeField(verbose_name="reçu le")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="répondre avant")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "À prendre"),
                            ("taken", "Prise en charge"),
                            ("answered", "Répondu"),
                            ("redirected", "Orienté ailleurs"),
                            ("closed", "Clos sans réponse"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui a été répondu",
                    ),
                ),
                ("redirected_to", models.CharField(blank=True, max_length=200, verbose_name="orienté vers")),
                (
                    "was_avoidable",
                    models.BooleanField(default=False, verbose_name="une information plus claire l'aurait évité"),
                ),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="traité le")),
                (
                    "waited_minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="attente, en minutes d'ouverture"),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pris par",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traité par",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="publics.person",
                        verbose_name="personne",
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
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.topic",
                        verbose_name="sujet",
                    ),
                ),
            ],
            options={
                "verbose_name": "message reçu",
                "verbose_name_plural": "messages reçus",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["new", "taken"])),
                        fields=["space", "due_at"],
                        name="enquiry_to_answer",
                    ),
                    models.Index(fields=["space", "received_at"], name="enquiry_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("space", "code"), name="one_enquiry_a_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "other_date"), ("state__in", ["new", "taken"])),
                        fields=("space", "subject_ref", "phone", "email"),
                        name="one_open_wish_for_another_date",
                        violation_error_message="Cette demande d’une autre date est déjà notée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handled_at", None), ("state__in", ["new", "taken"]), ("waited_minutes", None)),
                            models.Q(
                                models.Q(("state__in", ["new", "taken"]), _negated=True),
                                ("handled_at__isnull", False),
                                ("waited_minutes__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_handled_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "redirected"), models.Q(("redirected_to", ""), _negated=True)),
                            models.Q(models.Q(("state", "redirected"), _negated=True), ("redirected_to", "")),
                            _connector="OR",
                        ),
                        name="enquiry_redirected_says_where",
                        violation_error_message="Dites vers qui cette personne a été orientée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="enquiry_answered_says_what",
                        violation_error_message="Écrivez en quelques mots ce qui a été répondu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "word"), _negated=True), ("has_agreed", True), _connector="OR"
                        ),
                        name="word_left_has_her_agreement",
                        violation_error_message="Sans son accord, ce mot ne peut pas être gardé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["word", "other_date"]), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            ("person__isnull", False),
                            _connector="OR",
                        ),
                        name="who_waits_for_us_can_be_reached",
                        violation_error_message="Donnez un téléphone ou une adresse e-mail où répondre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other_date"), models.Q(("subject_ref", ""), _negated=True)),
                            models.Q(
                                models.Q(("kind", "other_date"), _negated=True),
                                ("due_at__isnull", False),
                                ("subject_ref", ""),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_says_what_and_until_when",
                        violation_error_message="Écrivez de quoi il s’agit.",
                    ),
                ],
            },
        ),
        isolate("publics_enquiry", person_id="publics_person"),
        journal("publics_enquiry"),
        isolate("publics_disclosure", organisation_id="publics_organisation"),
        journal("publics_disclosure"),
    ]
