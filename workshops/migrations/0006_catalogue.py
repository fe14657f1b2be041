import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.common.codes
import mediation.common.phones
import mediation.common.privacy
import workshops.models.materials
from mediation.common.schema import hold, isolate, journal


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_team_address"),
        ("publics", "0014_export"),
        ("workshops", "0005_registration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Experiment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.CharField(
                        max_length=200,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce que l'on veut savoir",
                    ),
                ),
                ("review_on", models.DateField(verbose_name="on en parle le")),
                ("started_at", models.DateTimeField(verbose_name="commencée le")),
                (
                    "evaluation",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="ce que l'on a vu",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("keep", "On garde"), ("change", "On ajuste"), ("stop", "On arrête")],
                        max_length=6,
                        verbose_name="décision",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidé le")),
            ],
            options={
                "verbose_name": "expérimentation",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Elle en est"), ("later", "Plus tard"), ("no", "Non merci")],
                        max_length=5,
                        verbose_name="réponse",
                    ),
                ),
                ("invited_at", models.DateTimeField(verbose_name="invitée le")),
            ],
            options={
                "verbose_name": "invitation à préparer",
                "verbose_name_plural": "invitations à préparer",
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=120, verbose_name="titre")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("beginner", "Aucun niveau demandé"),
                            ("intermediate", "Pour qui se débrouille un peu"),
                        ],
                        default="beginner",
                        max_length=12,
                        verbose_name="niveau",
                    ),
                ),
                ("author", models.CharField(blank=True, max_length=120, verbose_name="de qui")),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        max_length=400,
                        validators=[workshops.models.materials.validate_secure],
                        verbose_name="adresse",
                    ),
                ),
                ("is_public", models.BooleanField(default=False, verbose_name="montré à tout le monde")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="ajouté le")),
            ],
            options={
                "verbose_name": "ressource",
            },
        ),
        migrations.CreateModel(
            name="MaterialUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "ressource d'un atelier",
                "verbose_name_plural": "ressources des ateliers",
            },
        ),
        migrations.CreateModel(
            name="PeerHelper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
            ],
            options={
                "verbose_name": "coup de main",
                "verbose_name_plural": "coups de main",
            },
        ),
        migrations.CreateModel(
            name="Tool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("key", models.SlugField(editable=False, max_length=40, verbose_name="clé")),
                ("name", models.CharField(max_length=40, verbose_name="nom")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposé")),
            ],
            options={
                "verbose_name": "outil",
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=mediation.common.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        max_length=400,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="avec ses mots",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("desk", "Au guichet"), ("web", "Sur la page publique"), ("paper", "Sur papier")],
                        max_length=8,
                        verbose_name="par où",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[mediation.common.privacy.refuse_secrets],
                        verbose_name="prénom donné",
                    ),
                ),
                ("phone", mediation.common.phones.PhoneField(blank=True, max_length=16, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                ("wants_to_shape", models.BooleanField(default=False, verbose_name="veut bien le préparer avec nous")),
                ("received_at", models.DateTimeField(verbose_name="reçu le")),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "À ranger"), ("sorted", "Rangé"), ("aside", "Mis de côté")],
                        default="new",
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("sorted_at", models.DateTimeField(blank=True, null=True, verbose_name="rangé le")),
            ],
            options={
                "verbose_name": "souhait",
            },
        ),
        migrations.AddField(
            model_name="session",
            name="equipment",
            field=models.CharField(blank=True, max_length=200, verbose_name="matériel de cette séance"),
        ),
        migrations.AddField(
            model_name="session",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("beginner", "Aucun niveau demandé"), ("intermediate", "Pour qui se débrouille un peu")],
                max_length=12,
                verbose_name="niveau de cette séance",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="pace",
            field=models.CharField(blank=True, max_length=160, verbose_name="rythme de cette séance"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="accesses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("step_free", "On entre en fauteuil"),
                        ("large_print", "Grands écrans, gros caractères"),
                        ("screen_reader", "Lecteur d’écran"),
                        ("hearing_loop", "Boucle magnétique"),
                        ("sign_language", "Langue des signes"),
                        ("easy_read", "Supports faciles à lire"),
                        ("calm", "Au calme, à quelques-uns"),
                        ("breaks", "Assis, avec des pauses"),
                        ("with_somebody", "On peut venir avec quelqu’un"),
                        ("children_welcome", "On peut venir avec ses enfants"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="ce qui aide à venir",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="ages_from",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="à partir de quel âge"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="ages_to",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jusqu'à quel âge"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="aim",
            field=models.CharField(
                blank=True,
                choices=[("emancipation", "Émancipation"), ("repair", "Réparation")],
                max_length=12,
                verbose_name="émancipation ou réparation",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="at_ease",
            field=models.CharField(
                blank=True,
                help_text="Dit en positif : « avoir déjà envoyé un message ».",
                max_length=160,
                verbose_name="pour être à l'aise",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="audiences",
            field=django.contrib.postgres.fields.ArrayField(
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
        migrations.AddField(
            model_name="workshop",
            name="equipment",
            field=models.CharField(blank=True, max_length=200, verbose_name="matériel"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="forked_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="variants",
                to="workshops.workshop",
                verbose_name="variante de",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="is_mixed",
            field=models.BooleanField(default=False, verbose_name="publics mélangés exprès"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="tools",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.SlugField(max_length=40), blank=True, default=list, size=None, verbose_name="outils"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ages_from", None), ("ages_from__lte", 120), _connector="OR"),
                    models.Q(("ages_to", None), ("ages_to__lte", 120), _connector="OR"),
                    models.Q(
                        ("ages_from", None), ("ages_to", None), ("ages_to__gte", models.F("ages_from")), _connector="OR"
                    ),
                ),
                name="workshop_ages_are_in_order",
                violation_error_message="L’âge le plus grand vient après le plus petit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
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
                name="workshop_audiences_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "accesses__contained_by",
                        [
                            "step_free",
                            "large_print",
                            "screen_reader",
                            "hearing_loop",
                            "sign_language",
                            "easy_read",
                            "calm",
                            "breaks",
                            "with_somebody",
                            "children_welcome",
                        ],
                    )
                ),
                name="workshop_accesses_are_of_the_list",
                violation_error_message="Choisissez dans la liste.",
            ),
        ),
        migrations.AddField(
            model_name="experiment",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="décidé par",
            ),
        ),
        migrations.AddField(
            model_name="experiment",
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
            model_name="experiment",
            name="started_by",
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
            model_name="experiment",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="experiments",
                to="workshops.workshop",
                verbose_name="atelier",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="invitée par",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
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
            model_name="invitation",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="workshops.workshop",
                verbose_name="atelier",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="branch",
            field=models.ForeignKey(
                limit_choices_to={"parent": None},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.interest",
                verbose_name="branche d'envies",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.storedfile",
                verbose_name="fichier",
            ),
        ),
        migrations.AddField(
            model_name="material",
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
            model_name="materialuse",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="uses",
                to="workshops.material",
                verbose_name="ressource",
            ),
        ),
        migrations.AddField(
            model_name="materialuse",
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
            model_name="materialuse",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="material_uses",
                to="workshops.workshop",
                verbose_name="atelier",
            ),
        ),
        migrations.AddField(
            model_name="peerhelper",
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
            model_name="peerhelper",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="peer_helps",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="peerhelper",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="peer_helpers",
                to="workshops.session",
                verbose_name="séance",
            ),
        ),
        migrations.AddField(
            model_name="peerhelper",
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
            model_name="tool",
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
            model_name="wish",
            name="interest",
            field=models.ForeignKey(
                blank=True,
                limit_choices_to={"parent__isnull": False},
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publics.interest",
                verbose_name="envie",
            ),
        ),
        migrations.AddField(
            model_name="wish",
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
            model_name="wish",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wishes",
                to="publics.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddField(
            model_name="wish",
            name="sorted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="rangé par",
            ),
        ),
        migrations.AddField(
            model_name="wish",
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
            model_name="invitation",
            name="wish",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="workshops.wish",
                verbose_name="souhait",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", "")),
                fields=("space", "workshop"),
                name="one_open_experiment_a_workshop",
                violation_error_message="Cet atelier est déjà en expérimentation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="experiment_decided_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiment",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", ""), models.Q(("evaluation", ""), _negated=True), _connector="OR"),
                name="experiment_decided_says_what_was_seen",
                violation_error_message="Écrivez en quelques mots ce que vous avez vu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_material_a_code"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.UniqueConstraint(
                fields=("space", "title"),
                name="one_material_a_title",
                violation_error_message="Une ressource porte déjà ce titre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("url", "")),
                    models.Q(("file", None), models.Q(("url", ""), _negated=True)),
                    _connector="OR",
                ),
                name="material_is_a_file_or_an_address",
                violation_error_message="Joignez un fichier, ou donnez une adresse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(("url", ""), ("url__startswith", "https://"), _connector="OR"),
                name="material_address_is_secure",
                violation_error_message="Donnez une adresse qui commence par https://",
            ),
        ),
        migrations.AddConstraint(
            model_name="materialuse",
            constraint=models.UniqueConstraint(
                fields=("space", "workshop", "material"),
                name="one_use_a_workshop_and_material",
                violation_error_message="Cette ressource est déjà jointe à cet atelier.",
            ),
        ),
        migrations.AddIndex(
            model_name="peerhelper",
            index=models.Index(fields=["space", "person"], name="peer_helper_of_a_person"),
        ),
        migrations.AddConstraint(
            model_name="peerhelper",
            constraint=models.UniqueConstraint(
                fields=("space", "session", "person"),
                name="one_peer_helper_a_session",
                violation_error_message="C’est déjà noté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tool",
            constraint=models.UniqueConstraint(
                fields=("space", "key"),
                name="one_tool_a_key",
                violation_error_message="Cet outil est déjà dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tool",
            constraint=models.UniqueConstraint(
                fields=("space", "name"),
                name="one_tool_a_name",
                violation_error_message="Cet outil est déjà dans la liste.",
            ),
        ),
        migrations.AddIndex(
            model_name="wish",
            index=models.Index(
                condition=models.Q(("state", "new")), fields=["space", "received_at"], name="wish_to_sort"
            ),
        ),
        migrations.AddIndex(
            model_name="wish",
            index=models.Index(
                condition=models.Q(("state", "sorted")), fields=["space", "interest"], name="wish_of_an_envie"
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.UniqueConstraint(fields=("space", "code"), name="one_wish_a_code"),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="wish_says_something",
                violation_error_message="Écrivez ce qui plairait.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("interest__isnull", False), ("state", "sorted")),
                    models.Q(models.Q(("state", "sorted"), _negated=True), ("interest", None)),
                    _connector="OR",
                ),
                name="wish_sorted_says_its_envie",
                violation_error_message="Choisissez l’envie où ranger ce souhait.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sorted_at", None), ("state", "new")),
                    models.Q(models.Q(("state", "new"), _negated=True), ("sorted_at__isnull", False)),
                    _connector="OR",
                ),
                name="wish_sorted_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="wish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wants_to_shape", False),
                    models.Q(("phone", ""), _negated=True),
                    models.Q(("email", ""), _negated=True),
                    ("person__isnull", False),
                    _connector="OR",
                ),
                name="wish_to_shape_can_be_reached",
                violation_error_message="Pour être invitée à le préparer, donnez un téléphone ou une adresse e-mail.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("space", "workshop", "person"),
                name="one_invitation_a_person",
                violation_error_message="Elle est déjà invitée à préparer cet atelier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("wish__isnull", False)),
                fields=("space", "workshop", "wish"),
                name="one_invitation_a_wish",
                violation_error_message="Elle est déjà invitée à préparer cet atelier.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("wish__isnull", False)),
                    models.Q(("person__isnull", False), ("wish", None)),
                    _connector="OR",
                ),
                name="invitation_is_of_somebody",
                violation_error_message="Dites qui est invité.",
            ),
        ),
        isolate("workshops_tool"),
        journal("workshops_tool"),
        isolate("workshops_experiment", workshop_id="workshops_workshop"),
        journal("workshops_experiment"),
        isolate("workshops_material", file_id="accounts_storedfile"),
        journal("workshops_material"),
        isolate("workshops_materialuse", workshop_id="workshops_workshop", material_id="workshops_material"),
        journal("workshops_materialuse"),
        isolate("workshops_peerhelper", session_id="workshops_session", person_id="publics_person"),
        journal("workshops_peerhelper"),
        isolate("workshops_wish", person_id="publics_person"),
        journal("workshops_wish"),
        isolate(
            "workshops_invitation",
            workshop_id="workshops_workshop",
            person_id="publics_person",
            wish_id="workshops_wish",
        ),
        journal("workshops_invitation"),
        journal("workshops_workshop"),
        migrations.RunSQL(
            hold("workshops_workshop", "forked_from_id", "workshops_workshop"),
            "ALTER TABLE workshops_workshop DROP CONSTRAINT workshops_workshop_forked_from_id_space",
        ),
    ]
