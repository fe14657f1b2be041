import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import mediation.common.phones
import mediation.common.privacy
from mediation.common.schema import isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_journal"),
        ("publics", "0006_demarche_site"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Facet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talent", "Talent"),
                            ("project", "Projet"),
                            ("convenience", "Ce qui m’arrangerait"),
                            ("strength", "Point d’appui"),
                            ("motivation", "Ce qui donne envie"),
                            ("occupation", "Ce qu’elle fait"),
                        ],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=40, verbose_name="sous-titre")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="clé")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposée")),
            ],
            options={
                "verbose_name": "facette",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="best_time",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="quand l’appeler",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="languages",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[mediation.common.privacy.refuse_secrets],
                verbose_name="langues",
            ),
        ),
        migrations.CreateModel(
            name="Belonging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce qu’elle y fait",
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="belongings",
                        to="publics.organisation",
                        verbose_name="structure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="belongings",
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
                "verbose_name": "personne d’une structure",
                "verbose_name_plural": "personnes des structures",
                "indexes": [models.Index(fields=["space", "person"], name="belonging_of_a_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "organisation", "person"),
                        name="one_belonging_a_person",
                        violation_error_message="Cette personne est déjà dans cette structure.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardianship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("authorisation_seen_on", models.DateField(blank=True, null=True, verbose_name="autorisation vue le")),
                (
                    "collected_by",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="qui vient le chercher",
                    ),
                ),
                (
                    "emergency_phone",
                    mediation.common.phones.PhoneField(blank=True, max_length=16, verbose_name="à appeler en urgence"),
                ),
                (
                    "adult",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="publics.person",
                        verbose_name="adulte",
                    ),
                ),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardianship",
                        to="publics.person",
                        verbose_name="enfant",
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
                "verbose_name": "adulte d’un enfant",
                "verbose_name_plural": "adultes des enfants",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("child", models.F("adult")), _negated=True),
                        name="child_is_not_her_own_adult",
                        violation_error_message="Choisissez une autre personne que l’enfant.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(verbose_name="proposé le")),
                ("due_on", models.DateField(verbose_name="à demander le")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("alone", "Je le refais seule"), ("almost", "Presque"), ("not_yet", "Pas encore")],
                        max_length=8,
                        verbose_name="ce qu’elle en dit",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="dit le")),
                (
                    "demarche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.demarche",
                        verbose_name="démarche",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learning",
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
                "verbose_name": "apprentissage d’une démarche",
                "verbose_name_plural": "apprentissages de démarches",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answer", "")), fields=["space", "due_on"], name="learning_to_ask"
                    ),
                    models.Index(fields=["space", "person"], name="learning_of_a_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "")),
                        fields=("space", "person", "demarche"),
                        name="one_open_learning_check_a_demarche",
                        violation_error_message="C’est déjà prévu : la question lui sera posée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="learning_check_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("paper", "Mandat papier"), ("aidants", "Aidants Connect")],
                        default="paper",
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="signé le")),
                ("ends_on", models.DateField(verbose_name="jusqu’au")),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("papiers_elections_citoyennete", "Papiers, élections, citoyenneté"),
                                ("famille_scolarite", "Famille, scolarité"),
                                ("social_sante", "Social, santé"),
                                ("travail_formation", "Travail, formation"),
                                ("logement", "Logement"),
                                ("transports_mobilite", "Transports, mobilité"),
                                ("argent_impots", "Argent, impôts"),
                                ("justice", "Justice"),
                                ("etrangers_europe", "Étrangers, Europe"),
                                ("loisirs_sports_culture", "Loisirs, sports, culture"),
                                ("associations", "Associations"),
                            ],
                            max_length=40,
                        ),
                        size=None,
                        verbose_name="pour quelles démarches",
                    ),
                ),
                (
                    "formalities",
                    models.CharField(
                        max_length=400,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="précisément",
                    ),
                ),
                (
                    "kept_at",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="où est le papier",
                    ),
                ),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="arrêté le")),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
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
                "verbose_name": "mandat",
                "indexes": [models.Index(fields=["space", "person", "ends_on"], name="mandate_of_a_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("signed_on")),
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("signed_on"), "+", models.Value(datetime.timedelta(days=365))
                                ),
                            ),
                        ),
                        name="mandate_lasts_a_year_at_most",
                        violation_error_message="Un mandat finit après sa signature, et dure un an au plus.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("families__len__gt", 0)),
                        name="mandate_names_its_families",
                        violation_error_message="Dites pour quelles démarches : un mandat général ne vaut rien.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on", None), ("revoked_on__gte", models.F("signed_on")), _connector="OR"
                        ),
                        name="mandate_is_revoked_once_signed",
                        violation_error_message="Un mandat s’arrête après sa signature.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Persona",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("key", models.SlugField(editable=False, max_length=40, verbose_name="clé")),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                (
                    "is_ours",
                    models.BooleanField(default=False, editable=False, verbose_name="proposée par l’application"),
                ),
                ("traits", models.TextField(max_length=1000, verbose_name="comment elle est")),
                ("holds_back", models.TextField(blank=True, max_length=1000, verbose_name="ce qui la retient")),
                ("levers", models.TextField(blank=True, max_length=1000, verbose_name="ce qui l’aide")),
                ("channels", models.TextField(blank=True, max_length=400, verbose_name="par où lui parler")),
                ("example", models.TextField(blank=True, max_length=1000, verbose_name="un message qui lui irait")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
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
                "verbose_name": "persona",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "key"),
                        name="one_persona_a_key",
                        violation_error_message="Cette persona existe déjà.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonFacet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="avec ses mots",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("idea", "une idée"),
                            ("begun", "commencé"),
                            ("done", "abouti"),
                            ("left", "laissé de côté"),
                        ],
                        max_length=8,
                        verbose_name="où en est le projet",
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="dit le")),
                (
                    "facet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.facet",
                        verbose_name="facette",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facets",
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
                "verbose_name": "facette d'une personne",
                "verbose_name_plural": "facettes des personnes",
                "indexes": [models.Index(fields=["space", "facet"], name="person_facet_of_a_space")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "person", "facet"),
                        name="one_facet_a_person",
                        violation_error_message="C’est déjà noté.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", ""), ("state__in", ["idea", "begun", "done", "left"]), _connector="OR"
                        ),
                        name="project_state_is_one_of_ours",
                        violation_error_message="Choisissez où en est le projet.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupposedInterest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supposed_by", models.CharField(max_length=120, verbose_name="qui le pense")),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
                ("ends_at", models.DateTimeField(verbose_name="gardé jusqu’au")),
                (
                    "interest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="publics.interest",
                        verbose_name="envie",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supposed",
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
                "verbose_name": "envie à vérifier",
                "verbose_name_plural": "envies à vérifier",
                "indexes": [models.Index(fields=["ends_at"], name="supposed_until")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("space", "person", "interest"),
                        name="one_supposed_interest_a_person",
                        violation_error_message="Cette envie est déjà à vérifier avec elle.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ends_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("noted_at"), "+", models.Value(datetime.timedelta(days=60))
                                ),
                            )
                        ),
                        name="supposed_for_sixty_days_at_most",
                        violation_error_message="Une envie à vérifier se garde soixante jours au plus.",
                    ),
                ],
            },
        ),
        isolate("publics_belonging", organisation_id="publics_organisation", person_id="publics_person"),
        journal("publics_belonging"),
        isolate("publics_guardianship", child_id="publics_person", adult_id="publics_person"),
        journal("publics_guardianship"),
        isolate("publics_learningcheck", person_id="publics_person"),
        journal("publics_learningcheck"),
        isolate("publics_mandate", person_id="publics_person"),
        journal("publics_mandate"),
        isolate("publics_persona"),
        journal("publics_persona"),
        isolate("publics_personfacet", person_id="publics_person"),
        journal("publics_personfacet"),
        isolate("publics_supposedinterest", person_id="publics_person"),
    ]
