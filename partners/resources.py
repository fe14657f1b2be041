"""Partners read from the national standard « lieux de médiation numérique », and written to it."""

from dataclasses import asdict, dataclass, field

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from import_export import resources, results, widgets
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader

from mediation.common.phones import spaced
from mediation.common.refusals import sentence_of
from publics.enums import OrganisationKind
from publics.models import Organisation

from . import cleaning, feeds, typologies
from .models import Partner, Referral

BATCH = 500
FORMULA = ("=", "+", "-", "@", "\t")
SHOWN = 200  # details of each sort kept with an import


class Plain(widgets.Widget):
    """Cells are already cleaned. A spreadsheet must not take what somebody typed for a formula."""

    def render(self, value, obj=None, **options):
        text = "" if value is None else str(value)
        return f"'{text}" if text.startswith(FORMULA) else text


class Number(Plain):
    def render(self, value, obj=None, **options):
        return "" if value is None else str(value)


class Listed(Plain):
    def render(self, value, obj=None, **options):
        return super().render("|".join(value or []))


class Phone(Plain):
    def render(self, value, obj=None, **options):
        return super().render(spaced(value or ""))


def column(attribute: str, name: str, widget: widgets.Widget | None = None) -> Field:
    return Field(attribute, name, widget=widget or Plain())


class LineResult(results.RowResult):
    """What reading a line does, in words."""

    def __init__(self):
        super().__init__()
        self.changes: list[tuple[str, str, str]] = []


class KnownPartners(BaseInstanceLoader):
    """Every partner of the same sources, in one query. A row is known by its key, never by its SIRET.

    Keys of merged places, `A__B`, change when a double is found or lost: each part still leads to the place, once,
    unless another line of the file bears the place's own key.
    """

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        keys = {(resource.source_of(row), cleaning.plain(row.get("id"))) for row in rows}
        sources = {source for source, _ in keys}
        known = Partner.objects.of(resource.space).filter(source__in=sources).exclude(external_id="")
        known = known.select_related("organisation").order_by("pk")
        if resource.is_writing:
            known = known.select_for_update(no_key=True)
        self.by_key, self.by_part, self.taken = {}, {}, set()
        for partner in known:
            self.by_key[partner.source, partner.external_id] = partner
            if (partner.source, partner.external_id) not in keys:
                for part in partner.external_id.split("__"):
                    self.by_part.setdefault((partner.source, part), partner)

    def get_instance(self, row):
        source, key = row["source"], row["id"]
        parts = (self.by_part.get((source, part)) for part in key.split("__"))
        candidates = [self.by_key.get((source, key)), *parts]
        found = next((partner for partner in candidates if partner and partner.pk not in self.taken), None)
        if found:
            self.taken.add(found.pk)
        return found


class PartnerResource(resources.ModelResource):
    """A line is an organisation and what makes it a partner. An empty cell erases nothing."""

    external_id = column("external_id", "id")
    source = column("source", "source")
    pivot = column("organisation__siret", "pivot")
    nom = column("organisation__name", "nom")
    commune = column("organisation__city", "commune")
    code_postal = column("organisation__postal_code", "code_postal")
    code_insee = column("organisation__insee_code", "code_insee")
    adresse = column("organisation__address", "adresse")
    latitude = column("organisation__latitude", "latitude", Number())
    longitude = column("organisation__longitude", "longitude", Number())
    typologie = column("types", "typologie", Listed())
    telephone = column("organisation__phone", "telephone", Phone())
    courriels = column("organisation__email", "courriels")
    site_web = column("organisation__website", "site_web")
    horaires = column("organisation__opening_hours", "horaires")
    date_maj = column("updated_on", "date_maj", Number())
    services = column("services", "services", Listed())
    publics = column("publics", "publics_specifiquement_adresses", Listed())

    class Meta:
        model = Partner
        fields = (
            "external_id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude",
            "typologie", "telephone", "courriels", "site_web", "horaires", "source", "date_maj", "services", "publics",
        )  # fmt: skip
        import_id_fields = ("external_id",)
        instance_loader_class = KnownPartners
        use_bulk = use_transactions = skip_unchanged = report_skipped = skip_html_diff = store_instance = True
        batch_size = BATCH

    def __init__(self, *, space=None, source="", **options):
        super().__init__(**options)
        self.space, self.named_source = space, source
        self.remarks: list[dict] = []
        self.lines: list[int] = []
        self.seen: dict[tuple[str, str], int] = {}
        self.row_of: dict[int, LineResult] = {}
        self.is_writing = False

    @classmethod
    def get_row_result_class(cls):
        return LineResult

    def get_queryset(self):
        return Partner.objects.of(self.space).by_name() if self.space else super().get_queryset()

    def source_of(self, row: dict) -> str:
        return cleaning.plain(row.get("source"))[:80] or self.named_source

    # --- reading ---

    def before_import(self, dataset: tablib.Dataset, **options):
        self.is_writing = not options.get("dry_run")
        try:
            feeds.standardised(dataset)
        except ValidationError:
            dataset.wipe()
            raise
        if feeds.LINE not in dataset.headers:
            dataset.append_col(range(2, len(dataset) + 2), header=feeds.LINE)
        self.lines = list(dataset[feeds.LINE])

    def before_import_row(self, row, row_number=None, **options):
        """The row becomes what it says, cell by cell; what it does not say is not in it any more."""
        line = row.pop(feeds.LINE)
        said, remarks = cleaning.cleaned(row)
        said["source"] = self.source_of(row)
        self.refuse_unknown_source(said["source"])
        self.refuse_seen(said, line)
        self.remarks += [{"line": line, **asdict(remark)} for remark in remarks]
        row.clear()
        row.update(said)

    def refuse_unknown_source(self, source: str) -> None:
        if not source:
            raise ValidationError({"source": "Cette ligne ne dit pas d’où elle vient\u00a0: donnez un nom au fichier."})

    def refuse_seen(self, said: dict, line: int) -> None:
        key = said["source"], said["id"]
        if key in self.seen:
            raise ValidationError({"id": f"Cet identifiant est déjà celui de la ligne {self.seen[key]}."})
        self.seen[key] = line

    def init_instance(self, row=None) -> Partner:
        types = set(row.get("typologie", []))
        if types & typologies.ASSOCIATIONS:
            kind = OrganisationKind.ASSOCIATION
        else:
            kind = OrganisationKind.PUBLIC if types & typologies.PUBLIC_SERVICES else OrganisationKind.OTHER
        return Partner(space_id=self.space.pk, organisation=Organisation(space_id=self.space.pk, kind=kind))

    def after_import_row(self, row, row_result, **options):
        self.row_of[id(row_result.instance)] = row_result
        if row_result.original and row_result.import_type == row_result.IMPORT_TYPE_UPDATE:
            pairs = [(name, self.shown(name, row_result.original), self.shown(name, row_result.instance))
                     for name in self.fields]  # fmt: skip
            row_result.changes = [
                (self.fields[name].column_name, before, after) for name, before, after in pairs if before != after
            ]

    def shown(self, name: str, instance: Partner) -> str:
        return self.fields[name].export(instance).removeprefix("'")

    # --- writing: a batch in a few statements; when the database refuses it, line by line to know which ---

    def bulk_create(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        self.write(self.create_instances, self.created)

    def bulk_update(self, using_transactions, dry_run, raise_errors, batch_size=None, result=None):
        self.write(self.update_instances, self.updated)

    def write(self, partners: list[Partner], act) -> None:
        if not partners:
            return
        try:
            with transaction.atomic():
                act(partners)
        except IntegrityError:
            for partner in partners:
                self.write_one(partner, act)
        partners.clear()

    def write_one(self, partner: Partner, act) -> None:
        try:
            with transaction.atomic():
                act([partner])
        except IntegrityError as error:
            refused = self.row_of[id(partner)]
            refused.import_type = refused.IMPORT_TYPE_INVALID
            refused.validation_error = ValidationError(sentence_of(error) or "La base de données refuse cette ligne.")

    def after_import(self, dataset, result, **options):
        """Keys come from the sequence: the package would set it back to the highest that this space may see."""

    def created(self, partners: list[Partner]) -> None:
        organisations = [partner.organisation for partner in partners]
        for organisation in organisations:
            organisation.pk = None
        Organisation.objects.bulk_create(organisations)
        for partner in partners:
            partner.organisation = partner.organisation
        Partner.objects.bulk_create(partners)

    def updated(self, partners: list[Partner]) -> None:
        """Who was editing one of them sees both values when saving."""
        organisations = [partner.organisation for partner in partners]
        for organisation in organisations:
            organisation.version += 1
        attributes = [given.attribute for given in self.fields.values()]
        own = [name for name in attributes if "__" not in name]
        theirs = [name.removeprefix("organisation__") for name in attributes if "__" in name]
        Organisation.objects.bulk_update(organisations, [*theirs, "version"])
        Partner.objects.bulk_update(partners, own)


@dataclass
class Outcome:
    """What a file does to the directory, said to who imports it."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[dict] = field(default_factory=list)
    remarks: list[dict] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)

    @property
    def report(self) -> dict:
        return {"refused": self.refused[:SHOWN], "remarks": self.remarks[:SHOWN], "updated": self.changes[:SHOWN]}


def bring_in(dataset: tablib.Dataset, *, space, source: str = "", trial: bool) -> Outcome:
    """Read the rows into the directory of the space; on trial, nothing stays written."""
    resource = PartnerResource(space=space, source=source)
    result = resource.import_data(dataset, dry_run=trial)
    if result.base_errors:
        raise result.base_errors[0].error
    outcome = Outcome(remarks=resource.remarks)
    for line, cells, row in zip(resource.lines, dataset.dict, result.rows, strict=True):
        tell(outcome, line, cells, row)
    return outcome


def tell(outcome: Outcome, line: int, cells: dict, row: LineResult) -> None:
    match row.import_type:
        case row.IMPORT_TYPE_NEW:
            outcome.new += 1
        case row.IMPORT_TYPE_SKIP:
            outcome.unchanged += 1
        case row.IMPORT_TYPE_UPDATE:
            outcome.updated += 1
            outcome.changes.append({"line": line, "name": row.instance.organisation.name, "changes": row.changes})
        case row.IMPORT_TYPE_ERROR:
            raise row.errors[0].error
        case _:
            outcome.refused += refusals(line, cells, row.validation_error)


def refusals(line: int, cells: dict, error: ValidationError) -> list[dict]:
    """One a line: its first fault is enough to correct it, and counts stay counts of lines."""
    by_column = error.message_dict if hasattr(error, "error_dict") else {"id": error.messages}
    name, reasons = next(iter(by_column.items()))
    return [{"line": line, "column": name, "value": cleaning.plain(cells.get(name))[:80], "reason": reasons[0]}]


class ReferralResource(resources.ModelResource):
    """Slips without what tells who they are about."""

    structure = column("structure_name", "structure")
    seance = column("session", "séance")
    etat = column("get_state_display", "état")
    motif = column("get_refusal_reason_display", "motif")

    class Meta:
        model = Referral
        fields = ("code", "created_at", "structure", "seance", "etat", "motif", "closed_at")
        export_order = fields
