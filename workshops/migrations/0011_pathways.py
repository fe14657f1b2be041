import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.codes
import mediation.common.privacy
from mediation.common.schema import hold, isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_appointments"),
        ("publics", "0020_report_removed_there"),
        ("workshops", "0010_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cohort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=80,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="nom du groupe",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créé le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
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
                "verbose_name": "groupe en parcours",
                "verbose_name_plural": "groupes en parcours",
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=80, verbose_name="titre")),
                (
                    "short_title",
                    models.CharField(
                        help_text="Pour les SMS, 26 caractères au plus.", max_length=26, verbose_name="titre court"
                    ),
                ),
                (
                    "pitch",
                    models.TextField(
                        blank=True,
                        max_length=600,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qu’on y fait, séance après séance",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créé le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
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
                "verbose_name": "cycle",
            },
        ),
        migrations.AddField(
            model_name="session",
            name="cycle",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="workshops.cycle",
                verbose_name="cycle",
            ),
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("desk", "Sur place"),
                            ("phone", "Par téléphone"),
                            ("web", "Sur la page publique"),
                            ("partner", "Par une structure"),
                            ("sms", "Par SMS"),
                            ("email", "Par e-mail"),
                            ("letter", "Par courrier"),
                        ],
                        default="desk",
                        max_length=10,
                        verbose_name="arrivée",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="inscrite le")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="quitté le")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="inscrite par",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="workshops.cycle",
                        verbose_name="cycle",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
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
            ],
            options={
                "verbose_name": "inscription à un cycle",
                "verbose_name_plural": "inscriptions à des cycles",
            },
        ),
        migrations.AddField(
            model_name="registration",
            name="enrolment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="workshops.enrolment",
                verbose_name="inscription au cycle",
            ),
        ),
        migrations.CreateModel(
            name="PathwayTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "title",
                    models.CharField(
                        max_length=80, validators=[mediation.common.privacy.refuse_secrets], verbose_name="titre"
                    ),
                ),
                (
                    "audiences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("children", "Enfants"),
                                ("teenagers", "Ados"),
                                ("families", "Parents et enfants ensemble"),
                                ("young", "Jeunes adultes"),
                                ("job_seekers", "En recherche d’emploi"),
                                ("makers", "Commerçants, artisans, indépendants"),
                                ("associations", "Associations et bénévoles"),
                                ("retired", "Retraitées et retraités"),
                                ("learners", "Qui apprennent le français"),
                                ("carers", "Qui aident quelqu’un"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="publics",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="créé le")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
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
                "verbose_name": "modèle de parcours",
                "verbose_name_plural": "modèles de parcours",
            },
        ),
        migrations.CreateModel(
            name="Pathway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "objective",
                    models.TextField(
                        blank=True,
                        max_length=300,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce que je veux",
                    ),
                ),
                (
                    "motivation",
                    models.TextField(
                        blank=True,
                        max_length=300,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="pourquoi",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="commencé le")),
                ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="terminé le")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="écrit le")),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pathways",
                        to="workshops.cohort",
                        verbose_name="groupe",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="écrit par",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pathways",
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
                    "template",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pathways",
                        to="workshops.pathwaytemplate",
                        verbose_name="modèle de parcours",
                    ),
                ),
            ],
            options={
                "verbose_name": "parcours",
                "verbose_name_plural": "parcours",
            },
        ),
        migrations.AddField(
            model_name="cohort",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cohorts",
                to="workshops.pathwaytemplate",
                verbose_name="modèle de parcours",
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("diagnosis", "Diagnostic\xa0: où elle en est"),
                            ("analysis", "Analyse\xa0: ce qu’on en retient"),
                            ("review", "Point d’étape"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("on", models.DateField(verbose_name="fait le")),
                (
                    "words",
                    models.TextField(
                        max_length=1500,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qui s’est dit",
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noté par",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="workshops.pathway",
                        verbose_name="parcours",
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
                "verbose_name": "point sur un parcours",
                "verbose_name_plural": "points sur un parcours",
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appointment", "Un rendez-vous"),
                            ("workshop", "Un atelier"),
                            ("partner", "Chez un partenaire"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="en quelques mots",
                    ),
                ),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="elle est d’accord pour que la structure la voie"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("came", "Elle est venue"), ("not_come", "Pas venue")],
                        editable=False,
                        max_length=10,
                        verbose_name="ce que dit la structure",
                    ),
                ),
                ("outcome_at", models.DateTimeField(editable=False, null=True, verbose_name="dit le")),
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
                    "outcome_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dit par",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="workshops.pathway",
                        verbose_name="parcours",
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
                "verbose_name": "étape",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="step",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="workshops.step",
                verbose_name="étape d’un parcours",
            ),
        ),
        migrations.CreateModel(
            name="TemplateStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appointment", "Un rendez-vous"),
                            ("workshop", "Un atelier"),
                            ("partner", "Chez un partenaire"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="en quelques mots",
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
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="workshops.pathwaytemplate",
                        verbose_name="modèle de parcours",
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
                "verbose_name": "étape d’un modèle",
                "verbose_name_plural": "étapes d’un modèle",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_cycle_a_code"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), models.Q(("short_title", ""), _negated=True)
                ),
                name="cycle_has_its_titles",
                violation_error_message="Donnez au cycle un titre et un titre court.",
            ),
        ),
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(fields=["space", "person"], name="enrolment_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_enrolment_a_code"),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None)),
                fields=("space", "cycle", "person"),
                name="one_live_enrolment_a_person",
                violation_error_message="Cette personne est déjà inscrite à ce cycle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pathwaytemplate",
            constraint=models.UniqueConstraint(
                fields=("space", "title"),
                name="one_pathway_template_a_title",
                violation_error_message="Un modèle porte déjà ce titre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pathwaytemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "audiences__contained_by",
                        [
                            "children",
                            "teenagers",
                            "families",
                            "young",
                            "job_seekers",
                            "makers",
                            "associations",
                            "retired",
                            "learners",
                            "carers",
                        ],
                    )
                ),
                name="pathway_template_audiences_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddIndex(
            model_name="pathway",
            index=models.Index(fields=["space", "person"], name="pathway_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="pathway",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_pathway_a_code"),
        ),
        migrations.AddConstraint(
            model_name="pathway",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"),
                name="pathway_ends_after_it_starts",
                violation_error_message="Un parcours se termine après avoir commencé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_cohort_a_code"),
        ),
        migrations.AddConstraint(
            model_name="cohort",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="cohort_has_a_name",
                violation_error_message="Donnez un nom au groupe.",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["space", "pathway", "on"], name="review_of_a_pathway"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="review_says_something",
                violation_error_message="Écrivez ce qui s’est dit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "appointment"), ("organisation", None), ("workshop", None)),
                    models.Q(("kind", "workshop"), ("organisation", None), ("workshop__isnull", False)),
                    models.Q(("kind", "partner"), ("organisation__isnull", False), ("workshop", None)),
                    _connector="OR",
                ),
                name="step_says_what_it_is",
                violation_error_message="Dites quel atelier, ou chez quelle structure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("space", "pathway", "rank"), name="one_step_a_pathway_and_rank"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "partner"), models.Q(("is_shared", False), ("outcome", "")), _connector="OR"
                ),
                name="step_shared_is_held_by_a_partner",
                violation_error_message="Seule une étape tenue par un partenaire se montre à lui.",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("outcome_at", None)),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("outcome_at__isnull", False)),
                    _connector="OR",
                ),
                name="step_outcome_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "appointment"), ("organisation", None), ("workshop", None)),
                    models.Q(("kind", "workshop"), ("organisation", None), ("workshop__isnull", False)),
                    models.Q(("kind", "partner"), ("organisation__isnull", False), ("workshop", None)),
                    _connector="OR",
                ),
                name="templatestep_says_what_it_is",
                violation_error_message="Dites quel atelier, ou chez quelle structure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatestep",
            constraint=models.UniqueConstraint(
                fields=("space", "template", "rank"), name="one_step_a_template_and_rank"
            ),
        ),
        isolate("workshops_cycle"),
        journal("workshops_cycle"),
        isolate("workshops_enrolment", cycle_id="workshops_cycle", person_id="publics_person"),
        journal("workshops_enrolment"),
        migrations.RunSQL(
            [
                hold("workshops_session", "cycle_id", "workshops_cycle"),
                hold("workshops_registration", "enrolment_id", "workshops_enrolment"),
            ],
            [
                "ALTER TABLE workshops_session DROP CONSTRAINT workshops_session_cycle_id_space",
                "ALTER TABLE workshops_registration DROP CONSTRAINT workshops_registration_enrolment_id_space",
            ],
        ),
        isolate("workshops_pathwaytemplate"),
        journal("workshops_pathwaytemplate"),
        isolate(
            "workshops_templatestep",
            template_id="workshops_pathwaytemplate",
            workshop_id="workshops_workshop",
            organisation_id="publics_organisation",
        ),
        journal("workshops_templatestep"),
        isolate("workshops_cohort", template_id="workshops_pathwaytemplate"),
        journal("workshops_cohort"),
        isolate(
            "workshops_pathway",
            person_id="publics_person",
            template_id="workshops_pathwaytemplate",
            cohort_id="workshops_cohort",
        ),
        journal("workshops_pathway"),
        isolate(
            "workshops_step",
            pathway_id="workshops_pathway",
            workshop_id="workshops_workshop",
            organisation_id="publics_organisation",
        ),
        # What a step was called is emptied once she is forgotten: the journal, which is kept, never has it.
        journal("workshops_step", "title"),
        isolate("workshops_review", pathway_id="workshops_pathway"),
        journal("workshops_review"),
        migrations.RunSQL(
            hold("workshops_appointment", "step_id", "workshops_step"),
            "ALTER TABLE workshops_appointment DROP CONSTRAINT workshops_appointment_step_id_space",
        ),
    ]
