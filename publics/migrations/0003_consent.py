import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
from mediation.common.schema import isolate, journal

# An answer stays as it was given. Only whom it tells of may change (two rows found to be one person), and its
# address be emptied (the person is forgotten).
KEEP_CONSENT = """
CREATE FUNCTION keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.address IN (OLD.address, '') AND NEW.guardian_name IN (OLD.guardian_name, '')
       AND (to_jsonb(NEW) - '{person_id,address,guardian_name,by_id}'::text[])
         = (to_jsonb(OLD) - '{person_id,address,guardian_name,by_id}'::text[])
       AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an answer stays as it was given' USING ERRCODE = 'restrict_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_journal"),
        ("publics", "0002_activity"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "Son image"), ("testimony", "Son témoignage")],
                        max_length=10,
                        verbose_name="pour",
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("walls", "Dans nos locaux"),
                            ("print", "Affiches et dépliants"),
                            ("press", "Presse et bulletin"),
                            ("website", "Site internet"),
                            ("networks", "Réseaux sociaux"),
                        ],
                        max_length=10,
                        verbose_name="où",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="de quoi il s'agit",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="signée le")),
                ("ends_on", models.DateField(verbose_name="jusqu'au")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="retirée le")),
                ("guardian_name", models.CharField(blank=True, max_length=80, verbose_name="avec l'accord de")),
            ],
            options={
                "verbose_name": "autorisation",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("announcements", "Être prévenue des prochains ateliers"),
                            ("service", "Recevoir les messages de ses inscriptions"),
                        ],
                        max_length=14,
                        verbose_name="pour",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "E-mail"), ("sms", "SMS"), ("letter", "Courrier"), ("phone", "Téléphone")],
                        max_length=8,
                        verbose_name="par",
                    ),
                ),
                ("is_given", models.BooleanField(verbose_name="dit oui")),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="numéro ou adresse")),
                ("text_version", models.CharField(max_length=20, verbose_name="version du texte")),
                ("text", models.CharField(max_length=400, verbose_name="texte montré")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("desk", "Sur place, de vive voix"),
                            ("phone", "Par téléphone"),
                            ("paper", "Sur un papier signé"),
                            ("web", "Sur la page publique"),
                            ("message", "En répondant à un message"),
                        ],
                        default="desk",
                        max_length=8,
                        verbose_name="comment elle l'a dit",
                    ),
                ),
                ("guardian_name", models.CharField(blank=True, max_length=80, verbose_name="avec l'accord de")),
                ("at", models.DateTimeField(verbose_name="le")),
            ],
            options={
                "verbose_name": "accord",
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Voir ce qui est noté"),
                            ("rectification", "Faire corriger"),
                            ("opposition", "Ne plus être contactée"),
                            ("erasure", "Faire effacer"),
                        ],
                        max_length=14,
                        verbose_name="demande",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        max_length=400,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="avec ses mots",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="reçue le")),
                ("due_on", models.DateField(verbose_name="à répondre avant le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "C’est fait"),
                            ("partly", "Fait en partie"),
                            ("refused", "Refusé, avec la raison"),
                            ("withdrawn", "La personne y renonce"),
                        ],
                        max_length=10,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        max_length=400,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui a été répondu",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
            ],
            options={
                "verbose_name": "demande de droits",
                "verbose_name_plural": "demandes de droits",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="anonymised_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="anonymisée le"),
        ),
        migrations.AddField(
            model_name="person",
            name="returned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="revenue le"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("anonymised_at", None),
                    models.Q(
                        ("address", ""),
                        ("birth_year", None),
                        ("email", ""),
                        ("helper_name", ""),
                        ("helper_phone", ""),
                        ("last_name", ""),
                        ("phone", ""),
                        ("postal_code", ""),
                        ("preferred_channel", "none"),
                    ),
                    _connector="OR",
                ),
                name="person_anonymised_tells_nothing",
                violation_error_message="Cette personne a été anonymisée : on n'y note plus rien.",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="noté par",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="authorisations",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="authorisation",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="noté par",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="space",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.space",
                verbose_name="espace",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="répondu par",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="noté par",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rights_requests",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="rightsrequest",
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
            model_name="authorisation",
            index=models.Index(fields=["space", "person", "ends_on"], name="authorisation_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("signed_on"))),
                name="authorisation_ends_after_it_is_signed",
                violation_error_message="La date de fin vient après la signature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on", None), ("withdrawn_on__gte", models.F("signed_on")), _connector="OR"
                ),
                name="authorisation_is_withdrawn_after_it_is_signed",
                violation_error_message="On ne retire une autorisation qu’après l’avoir signée.",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                models.F("space"),
                models.F("person"),
                models.F("purpose"),
                models.F("channel"),
                models.OrderBy(models.F("at"), descending=True),
                name="consent_of_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="consent_keeps_the_words_shown",
                violation_error_message="Gardez le texte qui a été montré.",
            ),
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["space", "due_on"], name="rights_request_to_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gt", models.F("received_on"))),
                name="rights_request_is_due_after_it_is_received",
                violation_error_message="La réponse vient après la demande.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("outcome", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="rights_request_closed_says_its_outcome",
                violation_error_message="Dites quelle réponse a été donnée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="rights_request_refused_gives_its_reason",
                violation_error_message="Un refus se dit avec sa raison.",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="stopped_channels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("email", "E-mail"), ("sms", "SMS"), ("letter", "Courrier"), ("phone", "Téléphone")],
                    max_length=8,
                ),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
                verbose_name="ne veut plus de messages par",
            ),
        ),
        isolate("publics_consent", person_id="publics_person"),
        journal("publics_consent"),
        migrations.RunSQL(KEEP_CONSENT, "DROP FUNCTION keep_consent()"),
        migrations.RunSQL(
            "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON publics_consent"
            " FOR EACH ROW EXECUTE FUNCTION keep_consent()",
            "DROP TRIGGER keep ON publics_consent",
        ),
        isolate("publics_authorisation", person_id="publics_person"),
        journal("publics_authorisation"),
        isolate("publics_rightsrequest", person_id="publics_person"),
        journal("publics_rightsrequest"),
    ]
