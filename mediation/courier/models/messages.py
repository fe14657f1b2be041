import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mediation.accounts.owned import SpaceOwned, SpaceQuerySet
from mediation.common.privacy import refuse_secrets

from ..enums import (
    CallOutcome,
    Channel,
    Happened,
    Intent,
    LetterFate,
    MessageState,
    Priority,
    Receipt,
    Silence,
    TextForm,
)

SILENCED = "on n'écrit plus à cette adresse"  # until whoever has it is reached otherwise: `services.reroute`


class MessageQuerySet(SpaceQuerySet):
    def waiting(self):
        """What is still to leave, or to be said."""
        return self.filter(is_open=True, state=MessageState.QUEUED)

    def leaving(self):
        """What a worker holds."""
        return self.filter(is_open=True, state=MessageState.SENDING)

    def doubtful(self):
        return self.filter(is_doubtful=True)

    def due(self, channel: Channel, *, at):
        """What should leave now, the most pressing first."""
        return self.waiting().filter(channel=channel, due_at__lte=at).order_by("priority", "due_at", "pk")

    def in_no_waiting_batch(self):
        """Letters that are still to be printed."""
        return self.exclude(batched__fate=LetterFate.WAITING)

    def to_recipient(self, ref: str):
        return self.filter(recipient_ref=ref)


OPEN = [MessageState.QUEUED, MessageState.SENDING]


class Message(SpaceOwned):
    """One thing to say to one person by one channel, written in the transaction of the fact it tells.

    `kind` names who knows whether it is still to be said, and its words (`registry`). Opaque here: `recipient_ref`
    (`person:12`, `contact:9`), and `variant_id`, which of its subject's texts is hers when it has several. The text is
    composed when it leaves and kept in `payload`; a month later the text and the address are forgotten
    (`services.forget`).

    No index names a column that taking it in hand changes: `is_open` and `is_doubtful` stand for the state there, so
    that a claim rewrites none of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("genre", max_length=40)
    subject_id = models.BigIntegerField("objet")
    variant_id = models.BigIntegerField("texte", null=True)
    recipient_ref = models.CharField("destinataire", max_length=40)
    channel = models.CharField("canal", max_length=8, choices=Channel)
    address = models.CharField("adresse", max_length=254, blank=True)
    dedup_key = models.CharField("clé", max_length=120)
    payload = models.JSONField("contenu", default=dict)
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority)
    state = models.CharField("état", max_length=10, choices=MessageState, default=MessageState.QUEUED)
    is_open = models.GeneratedField(
        expression=Q(state__in=OPEN), output_field=models.BooleanField("reste à partir"), db_persist=True
    )
    is_doubtful = models.GeneratedField(
        expression=Q(state=MessageState.UNCERTAIN), output_field=models.BooleanField("en doute"), db_persist=True
    )
    created_at = models.DateTimeField("écrit le")
    due_at = models.DateTimeField("à envoyer le")
    expires_at = models.DateTimeField("inutile après le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    lease_until = models.DateTimeField("tenu jusqu'au", null=True)
    lease_token = models.UUIDField("jeton", null=True)
    seq = models.PositiveIntegerField("rang dans le lot", null=True)
    provider_ref = models.CharField("référence du fournisseur", max_length=200, blank=True)
    sent_at = models.DateTimeField("parti le", null=True)
    receipt = models.CharField(
        "ce que dit le fournisseur", max_length=10, choices=Receipt, blank=True, default="", db_default=""
    )
    receipt_at = models.DateTimeField("dit le", null=True)
    outcome = models.CharField("issue de l'appel", max_length=10, choices=CallOutcome, blank=True)
    reason = models.CharField("raison", max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        constraints = [
            models.UniqueConstraint(fields=["space", "dedup_key"], name="one_message_a_key"),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENDING, lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state=MessageState.SENDING) & Q(lease_until=None, lease_token=None)),
                name="message_is_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False), name="message_sent_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.UNCERTAIN) | Q(sent_at__isnull=False),
                name="message_in_doubt_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(receipt="", receipt_at=None) | ~Q(receipt="") & Q(receipt_at__isnull=False),
                name="message_receipt_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=[Channel.EMAIL, Channel.SMS]) | ~Q(address="") | ~Q(state__in=OPEN),
                name="message_that_travels_has_an_address",
            ),
        ]
        indexes = [
            models.Index("channel", "priority", "due_at", condition=Q(is_open=True), name="message_to_leave"),
            models.Index(fields=["provider_ref"], condition=~Q(provider_ref=""), name="message_at_its_provider"),
            models.Index("space", "recipient_ref", F("created_at").desc(), name="message_of_a_recipient"),
            models.Index(fields=["space", "subject_id", "kind"], name="message_about_a_subject"),
            models.Index("space", "channel", "address", condition=Q(reason=SILENCED), name="message_to_reroute"),
            models.Index(fields=["space", "sent_at"], condition=Q(is_doubtful=True), name="message_in_doubt"),
            models.Index(fields=["due_at"], condition=~Q(reason=""), name="message_with_a_reason"),
        ]

    def __str__(self):
        return f"{self.kind}, {self.get_channel_display()}"

    @property
    def came_back(self) -> bool:
        return self.receipt in (Receipt.BOUNCED, Receipt.COMPLAINED)


class LeaseQuerySet(models.QuerySet):
    def over(self, *, at):
        """Those that ended, and of which nothing is left to give back."""
        left = Message.objects.leaving().filter(lease_token=OuterRef("token"))
        return self.filter(~Exists(left), until__lte=at)


class Lease(models.Model):
    """That some messages were taken together. PostgreSQL empties this table when it falls (it is not logged), and never
    when it is stopped: a lease that is not here any more is one of which it forgot the last marks too.
    """

    token = models.UUIDField("jeton", primary_key=True)
    until = models.DateTimeField("jusqu'au")

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = "lot en main"
        verbose_name_plural = "lots en main"

    def __str__(self):
        return str(self.token)


class MessageEvent(SpaceOwned):
    """What happened to a message besides leaving: a fault, a doubt, and how it ended. Nothing is ever rewritten.

    What goes as it should writes none: the message says when it left, and what its provider told.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="events", verbose_name="message")
    at = models.DateTimeField("quand")
    what = models.CharField("ce qui s'est passé", max_length=10, choices=Happened)
    reason = models.CharField("raison", max_length=200, blank=True)
    by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "événement d'un message"
        verbose_name_plural = "événements des messages"
        indexes = [models.Index(fields=["space", "message", "at"], name="events_of_a_message")]

    def __str__(self):
        return f"{self.message}\u00a0: {self.get_what_display().lower()}"


class Inbound(SpaceOwned):
    """What came back for a message: somebody's answer to it, or the message itself."""

    channel = models.CharField("canal", max_length=8, choices=Channel)
    provider_ref = models.CharField("référence du fournisseur", max_length=200)
    sender = models.CharField("de", max_length=254)
    text = models.TextField("texte", max_length=2000)
    received_at = models.DateTimeField("reçu le")
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name="en réponse à"
    )
    intent = models.CharField("sens", max_length=8, choices=Intent)
    handled_at = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        verbose_name = "réponse reçue"
        verbose_name_plural = "réponses reçues"
        constraints = [
            models.UniqueConstraint(fields=["space", "channel", "provider_ref"], name="one_inbound_a_reference")
        ]
        indexes = [
            models.Index(fields=["space", "received_at"], condition=Q(handled_at=None), name="inbound_to_read"),
        ]

    def __str__(self):
        return f"{self.sender} : {self.text[:40]}"

    @property
    def is_an_answer(self) -> bool:
        return self.intent != Intent.RETURNED


class Suppression(SpaceOwned):
    """An address that is written to no more by this space, whoever has it. Nothing leaves for it: `services.claim`.

    The address itself is not kept. Its keyed hash is, longer than anything else we know of her: a plain one of a
    telephone number would be read back in a minute.
    """

    channel = models.CharField("canal", max_length=8, choices=Channel)
    address_hash = models.CharField("empreinte de l'adresse", max_length=64)
    reason = models.CharField("raison", max_length=10, choices=Silence)
    since = models.DateTimeField("depuis")

    class Meta:
        verbose_name = "adresse à ne plus écrire"
        verbose_name_plural = "adresses à ne plus écrire"
        constraints = [
            models.UniqueConstraint(fields=["space", "channel", "address_hash"], name="one_suppression_an_address")
        ]

    def __str__(self):
        return f"{self.get_channel_display()}, {self.get_reason_display().lower()}"


class WordingQuerySet(SpaceQuerySet):
    def of_text(self, kind: str, form: TextForm):
        """The versions of one text, the last first."""
        return self.filter(kind=kind, form=form).order_by("-version")

    def last_of_each(self):
        """The last version of each text."""
        return self.order_by("kind", "form", "-version").distinct("kind", "form")


class Wording(SpaceOwned):
    """One version of the words in which a space says one kind of message, in one form. The last one is said.

    Words in braces are replaced when it leaves (`mediation.common.braces`). Without text, that version goes back to
    the words of the product. A version is never changed: the database refuses it.
    """

    kind = models.CharField("genre", max_length=40)
    form = models.CharField("forme", max_length=5, choices=TextForm)
    version = models.PositiveIntegerField("version")
    subject = models.CharField("objet", max_length=120, blank=True, validators=[refuse_secrets])
    text = models.TextField("texte", max_length=3000, blank=True, validators=[refuse_secrets])
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par"
    )

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = "texte de message"
        verbose_name_plural = "textes de messages"
        constraints = [
            models.UniqueConstraint(
                fields=["space", "kind", "form", "version"],
                name="one_wording_a_version",
                violation_error_message="Quelqu’un vient d’enregistrer ce texte\u00a0: relisez-le.",
            ),
            models.CheckConstraint(
                condition=Q(text="", subject="")
                | Q(form=TextForm.LONG) & ~Q(text="") & ~Q(subject="")
                | ~Q(form=TextForm.LONG) & ~Q(text="") & Q(subject=""),
                name="wording_has_a_subject_when_long",
                violation_error_message="Écrivez l’objet de l’e-mail.",
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.get_form_display()}, version {self.version}"

    @property
    def is_back(self) -> bool:
        """Whether it goes back to the words of the product."""
        return not self.text


class Breaker(models.Model):
    """Of one channel of this server, whatever the space: closed while its provider answers, and asks for no fewer. Read
    before each lease. At its rate, when one is set, whoever sends takes the next turn here (`pace`).
    """

    channel = models.CharField("canal", max_length=8, choices=Channel, primary_key=True)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0)
    paused_until = models.DateTimeField("laissé en paix jusqu'à", null=True)
    next_turn_at = models.DateTimeField("prochain tour", null=True)
    reason = models.CharField("raison", max_length=200, blank=True)

    class Meta:
        verbose_name = "disjoncteur"

    def __str__(self):
        return self.get_channel_display()
