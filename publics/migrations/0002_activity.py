import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.privacy
from mediation.common.schema import isolate

# Those without a name are given by numbers: of each dimension, together at most as many as they were. Looked at when
# the transaction ends, so that a report and its counts are written in any order.
WITHIN = """
CREATE FUNCTION keep_counts_within_their_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM publics_activitycount AS counted
        JOIN publics_activityreport AS report ON report.id = counted.report_id
        WHERE counted.report_id = NEW.report_id AND counted.dimension = NEW.dimension
        GROUP BY report.anonymous_count
        HAVING sum(counted.count) > report.anonymous_count
    ) THEN
        RAISE check_violation USING
            MESSAGE = 'more people counted than came without a name',
            CONSTRAINT = 'counts_are_within_their_report',
            TABLE = 'publics_activitycount';
    END IF;
    RETURN NULL;
END $$
"""
HELD = (
    "CREATE CONSTRAINT TRIGGER counts_are_within_their_report AFTER INSERT OR UPDATE ON publics_activitycount"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_counts_within_their_report()"
)
NO_LONGER_HELD = "DROP TRIGGER counts_are_within_their_report ON publics_activitycount"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_needs"),
        ("publics", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("how_done", "Comment on a fait"),
                            ("autonomy", "Autonomie"),
                            ("age_bracket", "Tranche d'âge"),
                            ("status", "Statut"),
                            ("gender", "Genre"),
                        ],
                        max_length=12,
                        verbose_name="quoi",
                    ),
                ),
                ("value", models.CharField(max_length=24, verbose_name="valeur")),
                ("count", models.PositiveSmallIntegerField(verbose_name="combien")),
            ],
            options={
                "verbose_name": "décompte sans nom",
                "verbose_name_plural": "décomptes sans nom",
            },
        ),
        migrations.CreateModel(
            name="ActivityReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("individuel", "Accompagnement individuel"),
                            ("collectif", "Atelier collectif"),
                            ("outreach", "Rencontre hors les murs"),
                        ],
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("on", models.DateField(verbose_name="jour")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="début")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée en minutes")),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("lieu_activite", "Lieu d'activité"),
                            ("autre", "Autre lieu"),
                            ("domicile", "À domicile"),
                            ("a_distance", "À distance"),
                        ],
                        default="lieu_activite",
                        max_length=16,
                        verbose_name="type de lieu",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="où",
                    ),
                ),
                (
                    "insee_code",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{2}|2[AB])\\d{3}$",
                                "Un code INSEE de commune a cinq caractères, par exemple 23900.",
                            )
                        ],
                        verbose_name="code INSEE",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="commune")),
                (
                    "equipment",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ordinateur", "Ordinateur"),
                                ("telephone", "Téléphone"),
                                ("tablette", "Tablette"),
                                ("autre", "Autre"),
                                ("aucun", "Pas de matériel"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="matériel",
                    ),
                ),
                (
                    "thematiques",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("diagnostic_numerique", "Diagnostic numérique"),
                                ("prendre_en_main_du_materiel", "Prendre en main du matériel"),
                                ("maintenance_de_materiel", "Maintenance de matériel"),
                                ("gere_ses_contenus_numeriques", "Gérer ses contenus numériques"),
                                ("navigation_sur_internet", "Navigation sur internet"),
                                ("email", "E-mail"),
                                ("bureautique", "Bureautique"),
                                ("reseaux_sociaux", "Réseaux sociaux communication"),
                                ("sante", "Santé"),
                                ("banque_et_achats_en_ligne", "Banque et achats en ligne"),
                                ("entrepreneuriat", "Accompagner un professionnel"),
                                ("insertion_professionnelle", "Insertion professionnelle"),
                                ("securite_numerique", "Prévention en sécurité numérique"),
                                ("parentalite", "Parentalité"),
                                ("scolarite_et_numerique", "Scolarité et numérique"),
                                ("creer_avec_le_numerique", "Créer avec le numérique"),
                                ("culture_numerique", "Culture numérique"),
                                ("intelligence_artificielle", "Intelligence artificielle (IA)"),
                                ("aide_aux_demarches_administratives", "Aide aux démarches administratives"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="thématiques",
                    ),
                ),
                (
                    "administrative_themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("papiers_elections_citoyennete", "Papiers - Élections - Citoyenneté"),
                                ("famille_scolarite", "Famille - Scolarité"),
                                ("social_sante", "Social - Santé"),
                                ("travail_formation", "Travail - Formation - Entreprise"),
                                ("logement", "Logement"),
                                ("transports_mobilite", "Transports - Mobilité"),
                                ("argent_impots", "Argent - Impôts"),
                                ("justice", "Justice"),
                                ("etrangers_europe", "Étrangers - Europe"),
                                ("loisirs_sports_culture", "Loisirs - Sports - Culture"),
                                ("associations", "Associations"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="thématiques des démarches",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("debutant", "Débutant"), ("intermediaire", "Intermédiaire"), ("avance", "Avancé")],
                        max_length=14,
                        verbose_name="niveau",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="titre",
                    ),
                ),
                (
                    "redirected_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("administration", "Administration (mairie, préfecture…)"),
                            ("mediation_numerique", "Autre structure de médiation numérique"),
                            (
                                "operateur_ou_organisme_en_charge",
                                "Opérateur ou organisme en charge de la démarche administrative",
                            ),
                            ("aide_sociale", "Structure d'aide sociale (maison des solidarités, centre social…)"),
                            (
                                "insertion_professionnelle",
                                "Structure d'insertion professionnelle (France Travail, mission locale, chambre de commerce…)",
                            ),
                            (
                                "aide_aux_demarches_administratives",
                                "Structure d'aide aux démarches administratives (France Services…)",
                            ),
                            ("autre", "Autre"),
                        ],
                        max_length=40,
                        verbose_name="orientation vers",
                    ),
                ),
                ("participants_count", models.PositiveSmallIntegerField(default=1, verbose_name="personnes")),
                ("anonymous_count", models.PositiveSmallIntegerField(default=0, verbose_name="dont sans nom")),
                (
                    "contacts_count",
                    models.PositiveSmallIntegerField(default=0, verbose_name="ont laissé de quoi les rappeler"),
                ),
                ("source_ref", models.CharField(max_length=60, verbose_name="d'où elle vient")),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="révision")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="remplacée ou annulée le")),
                ("noted_at", models.DateTimeField(verbose_name="notée le")),
            ],
            options={
                "verbose_name": "compte rendu d'activité",
                "verbose_name_plural": "comptes rendus d'activité",
            },
        ),
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="jour")),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("need", "À quoi ça sert"),
                            ("better_known", "Information à mieux faire connaître"),
                            ("for_demarche", "Petite aide pour une démarche"),
                        ],
                        max_length=16,
                        verbose_name="quoi",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=40, verbose_name="valeur")),
                ("count", models.PositiveIntegerField(verbose_name="combien")),
            ],
            options={
                "verbose_name": "décompte du jour",
                "verbose_name_plural": "décomptes du jour",
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how_done",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("together", "Fait ensemble"),
                            ("alone", "La personne a fait seule, j'étais à côté"),
                            ("for_them", "Fait à sa place"),
                        ],
                        max_length=10,
                        verbose_name="comment on a fait",
                    ),
                ),
                (
                    "autonomy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("entierement_accompagne", "Avec guidage"),
                            ("partiellement_autonome", "Autonome avec guidage en cas de besoin"),
                            ("autonome", "Autonome"),
                        ],
                        max_length=24,
                        verbose_name="autonomie",
                    ),
                ),
                (
                    "age_bracket",
                    models.CharField(
                        choices=[
                            ("moins_de_douze", "Moins de 12 ans"),
                            ("douze_dix_huit", "12 - 17 ans"),
                            ("dix_huit_vingt_quatre", "18 - 24 ans"),
                            ("vingt_cinq_trente_neuf", "25 - 39 ans"),
                            ("quarante_cinquante_neuf", "40 - 59 ans"),
                            ("soixante_soixante_neuf", "60 - 69 ans"),
                            ("soixante_dix_plus", "70 ans et plus"),
                            ("non_communique", "Non communiqué"),
                        ],
                        default="non_communique",
                        max_length=24,
                        verbose_name="tranche d'âge",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("retraite", "Retraité"),
                            ("sans_emploi", "Sans emploi"),
                            ("en_emploi", "En emploi"),
                            ("scolarise", "Scolarisé"),
                            ("non_communique", "Non communiqué ou hétérogène"),
                        ],
                        default="non_communique",
                        max_length=16,
                        verbose_name="statut",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        choices=[
                            ("masculin", "Masculin"),
                            ("feminin", "Féminin"),
                            ("non_communique", "Non communiqué"),
                        ],
                        default="non_communique",
                        max_length=16,
                        verbose_name="genre",
                    ),
                ),
                ("is_first", models.BooleanField(default=False, verbose_name="première fois")),
            ],
            options={
                "verbose_name": "part d'une personne dans une activité",
                "verbose_name_plural": "parts des personnes dans les activités",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="gender",
            field=models.CharField(
                blank=True,
                choices=[("masculin", "Masculin"), ("feminin", "Féminin"), ("non_communique", "Non communiqué")],
                max_length=16,
                verbose_name="genre",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("retraite", "Retraité"),
                    ("sans_emploi", "Sans emploi"),
                    ("en_emploi", "En emploi"),
                    ("scolarise", "Scolarisé"),
                    ("non_communique", "Non communiqué ou hétérogène"),
                ],
                max_length=16,
                verbose_name="statut",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="due_on",
            field=models.DateField(blank=True, null=True, verbose_name="dernier jour"),
        ),
        migrations.AddField(
            model_name="visit",
            name="equipment",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ordinateur", "Ordinateur"),
                        ("telephone", "Téléphone"),
                        ("tablette", "Tablette"),
                        ("autre", "Autre"),
                        ("aucun", "Pas de matériel"),
                    ],
                    max_length=40,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="matériel",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="is_unfinished",
            field=models.BooleanField(default=False, verbose_name="reste à finir"),
        ),
        migrations.AddField(
            model_name="visit",
            name="minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée en minutes"),
        ),
        migrations.AddField(
            model_name="visit",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("is_unfinished", True)), fields=["space", "due_on"], name="visit_to_finish"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes", None), ("minutes__range", (1, 1439)), _connector="OR"),
                name="visit_lasts_less_than_a_day",
                violation_error_message="La durée va d'une minute à moins d'un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("equipment__contained_by", ["ordinateur", "telephone", "tablette", "autre", "aucun"])
                ),
                name="visit_equipment_is_of_the_list",
                violation_error_message="Ce matériel n'est pas dans la liste.",
            ),
        ),
        migrations.AddField(
            model_name="activitycount",
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
            model_name="activityreport",
            name="noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="notée par",
            ),
        ),
        migrations.AddField(
            model_name="activityreport",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.organisation",
                verbose_name="chez quelle structure",
            ),
        ),
        migrations.AddField(
            model_name="activityreport",
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
            model_name="activityreport",
            name="venue",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.venue",
                verbose_name="lieu",
            ),
        ),
        migrations.AddField(
            model_name="activitycount",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts",
                to="publics.activityreport",
                verbose_name="activité",
            ),
        ),
        migrations.AddField(
            model_name="dailycount",
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
            model_name="support",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supports",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="supports",
                to="publics.activityreport",
                verbose_name="activité",
            ),
        ),
        migrations.AddField(
            model_name="support",
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
            model_name="activityreport",
            index=models.Index(fields=["space", "on"], name="report_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.UniqueConstraint(
                fields=("space", "source_ref", "revision"),
                name="one_report_a_source_and_revision",
                violation_error_message="Cette activité vient d'être corrigée : rechargez la page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("space", "source_ref"),
                name="one_live_report_a_source",
                violation_error_message="Cette activité est déjà comptée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("administrative_themes", []),
                    ("thematiques__contains", ["aide_aux_demarches_administratives"]),
                    _connector="OR",
                ),
                name="demarche_themes_go_with_their_thematique",
                violation_error_message="Ces thématiques vont avec « Aide aux démarches administratives ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "thematiques__contained_by",
                        [
                            "diagnostic_numerique",
                            "prendre_en_main_du_materiel",
                            "maintenance_de_materiel",
                            "gere_ses_contenus_numeriques",
                            "navigation_sur_internet",
                            "email",
                            "bureautique",
                            "reseaux_sociaux",
                            "sante",
                            "banque_et_achats_en_ligne",
                            "entrepreneuriat",
                            "insertion_professionnelle",
                            "securite_numerique",
                            "parentalite",
                            "scolarite_et_numerique",
                            "creer_avec_le_numerique",
                            "culture_numerique",
                            "intelligence_artificielle",
                            "aide_aux_demarches_administratives",
                        ],
                    ),
                    (
                        "administrative_themes__contained_by",
                        [
                            "papiers_elections_citoyennete",
                            "famille_scolarite",
                            "social_sante",
                            "travail_formation",
                            "logement",
                            "transports_mobilite",
                            "argent_impots",
                            "justice",
                            "etrangers_europe",
                            "loisirs_sports_culture",
                            "associations",
                        ],
                    ),
                    ("equipment__contained_by", ["ordinateur", "telephone", "tablette", "autre", "aucun"]),
                ),
                name="report_codes_are_those_of_the_lists",
                violation_error_message="Ce code n'est dans aucune des listes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", ""), ("kind", "collectif"), _connector="OR"),
                name="level_is_of_a_collective_report",
                violation_error_message="Un niveau se dit d'un atelier collectif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes", None), ("minutes__range", (1, 1439)), _connector="OR"),
                name="report_lasts_less_than_a_day",
                violation_error_message="La durée va d'une minute à moins d'un jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activityreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("anonymous_count__lte", models.F("participants_count")),
                    ("contacts_count__lte", models.F("participants_count")),
                ),
                name="report_part_is_at_most_its_whole",
                violation_error_message="Il ne peut y en avoir plus que de personnes présentes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitycount",
            constraint=models.UniqueConstraint(
                fields=("space", "report", "dimension", "value"),
                name="one_count_a_report_and_value",
                violation_error_message="Ce nombre est déjà donné.",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitycount",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gt", 0)),
                name="activity_count_counts_somebody",
                violation_error_message="Comptez au moins une personne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dailycount",
            constraint=models.UniqueConstraint(
                fields=("space", "on", "dimension", "value"),
                name="one_count_a_day_and_value",
                violation_error_message="Ce nombre est déjà tenu pour ce jour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dailycount",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gt", 0)),
                name="daily_count_counts_something",
                violation_error_message="Un décompte vide ne se garde pas.",
            ),
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["space", "person"], name="support_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("space", "report", "person"),
                name="one_support_a_report_and_person",
                violation_error_message="Cette personne est déjà comptée dans cette activité.",
            ),
        ),
        isolate("publics_activityreport", venue_id="accounts_venue", organisation_id="publics_organisation"),
        isolate("publics_support", report_id="publics_activityreport", person_id="publics_person"),
        isolate("publics_activitycount", report_id="publics_activityreport"),
        isolate("publics_dailycount"),
        migrations.RunSQL([WITHIN, HELD], [NO_LONGER_HELD, "DROP FUNCTION keep_counts_within_their_report"]),
    ]
