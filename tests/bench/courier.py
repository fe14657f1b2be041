"""How fast announcements leave for a server of ours that takes everything, and at what price for all the rest.

The messages are those of a real campaign: the claim asks whether it still runs, each e-mail is composed for its person
with her own link, each is marked once taken. By turns, in one run: a busy machine slows all alike. Each round is
printed.
"""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from smtplib import SMTP
from statistics import median

from django.db import connection, transaction
from django.utils import timezone

from mediation.celery import app
from mediation.communications.audience import ANNOUNCED, WRITTEN_TO, judged
from mediation.communications.enums import CampaignState
from mediation.communications.models import Campaign
from mediation.communications.services import depart
from mediation.courier import letters, pace, registry, services
from mediation.courier.channels import email
from mediation.courier.enums import Channel
from mediation.courier.models import Message
from mediation.local.paths import ROOT
from publics.models import Consent, Person
from tests.factories import CampaignFactory, ConsentFactory, PersonFactory, SessionFactory, SpaceFactory
from tests.figures import figure
from tests.races.processes import process, race

from .mail import naive, sink

TOLD, TOLD_NAIVELY, ROUNDS = 2000, 200, 3
LEAVING = 10_000  # by the ways whose rates are compared: a worker lives for days, its first second is not its rate
MEASURED = 200
ADDRESS = "bonjour@fil.example.org"


def campaign_to(count: int) -> Campaign:
    """Of a session in three weeks, to that many people who said yes by e-mail."""
    space, at = SpaceFactory(email=ADDRESS, email_sender=ADDRESS), timezone.now()
    session = SessionFactory(space=space, published=True, starts_at=at + timedelta(days=20))
    people = Person.objects.bulk_create(PersonFactory.build_batch(count, space=space, by_email=True))
    said = {"space": space, "channel": Channel.EMAIL}
    Consent.objects.bulk_create([ConsentFactory.build(person=person, **said) for person in people])
    return CampaignFactory(space=space, session=session, channels=[Channel.EMAIL])


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def empty(campaign: Campaign) -> None:
    """As if nobody had been told yet: neither messages, nor links to stop them."""
    run("TRUNCATE courier_message, accounts_accesslink CASCADE")
    at = timezone.now()
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.PLANNED, due_at=at, expires_at=at + timedelta(days=10)
    )


def write(campaign: Campaign) -> int:
    empty(campaign)
    count = depart(campaign=campaign, at=timezone.now())
    run("VACUUM ANALYZE courier_message, accounts_accesslink")
    return count


# --- how fast they leave -----------------------------------------------------------------------------------------


def start(verb: str, *arguments) -> subprocess.Popen:
    return process("tests.bench.mail.senders", verb, *arguments)


def taken(port: int) -> tuple[int, float]:
    """How many the server took, and when the last was."""
    with SMTP(sink.HOST, port) as asking:
        count, last = asking.docmd("STAT")[1].split()
    return int(count), float(last)


class Round:
    """The same messages to one server, by each way."""

    def __init__(self, port: int, campaign: Campaign, mail: Path):
        self.port, self.campaign, self.mail = port, campaign, mail

    def bare(self, count: int) -> float:
        return self.rate(LEAVING, *[start("bare", self.port, self.mail, LEAVING // count) for _ in range(count)])

    def engine(self, count: int) -> float:
        told = write(self.campaign)
        return self.rate(told, *[start("engine") for _ in range(count)])

    def rate(self, told: int, *processes: subprocess.Popen) -> float:
        """A second, from the first that begins to the last message taken."""
        before, _ = taken(self.port)
        began = min(float(lines[0]) for lines in race(*processes))
        return self.since(began, before, told)

    def naive(self, _count: int) -> float:
        """A task a recipient, from the first that is published to the last message taken."""
        write(self.campaign)
        ids = list(map(str, Message.objects.values_list("pk", flat=True)[:TOLD_NAIVELY]))
        (before, _), began = taken(self.port), time.monotonic()
        for pk in ids:
            naive.send_one.delay(pk)
        while taken(self.port)[0] < before + len(ids):
            time.sleep(0.05)
        return self.since(began, before, len(ids))

    def since(self, began: float, before: int, told: int) -> float:
        count, last = taken(self.port)
        assert count - before == told, (count - before, told)
        return told / (last - began)


WAYS = (("bare", 1), ("bare", 2), ("engine", 1), ("engine", 2), ("naive", 2))


@cache
def rates() -> dict[tuple[str, int], float]:
    """The median a second of each way, by that many processes."""
    found = defaultdict(list)
    with rounds() as turn:
        for number in range(ROUNDS):
            for way, count in WAYS:
                found[way, count].append(getattr(turn, way)(count))
                print(f"round {number + 1}: {way} by {count} {found[way, count][-1]:>10.0f} a second", flush=True)
    return {key: median(each) for key, each in found.items()}


@contextmanager
def rounds() -> Iterator[Round]:
    """A server that takes everything, to which all lead; a worker of Celery at work beside."""
    campaign = campaign_to(LEAVING)
    write(campaign)
    with sink.sink() as port, tempfile.NamedTemporaryFile() as mail, celery():
        mail.write(as_django(*one_message()))
        mail.flush()
        yield Round(port, campaign, Path(mail.name))


@contextmanager
def celery() -> Iterator[None]:
    ours = ["-A", "mediation", "worker", "-I", naive.__name__, "-Q", naive.QUEUE, "-c", "2", "-l", "ERROR"]
    command = [sys.executable, "-W", "ignore", "-m", "celery", *ours]
    worker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not app.control.ping(timeout=1):
            assert worker.poll() is None, "Celery's worker ended."
        yield
    finally:
        worker.terminate()
        worker.wait()


@figure(at_least=0.39, unit="times")
def engine_to_bare_sender() -> float:
    return rates()["engine", 2] / rates()["bare", 2]


@figure(at_least=10, unit="times")
def engine_to_a_task_each() -> float:
    return rates()["engine", 2] / rates()["naive", 2]


@figure(at_least=0.9, unit="times")
def second_worker_to_second_bare_sender() -> float:
    """What a second process brings, to what it brings where nothing but the server is shared."""
    every = rates()
    return (every["engine", 2] / every["engine", 1]) / (every["bare", 2] / every["bare", 1])


# --- each e-mail, and writing them down --------------------------------------------------------------------------


def one_message() -> tuple[Message, registry.Content]:
    message = Message.objects.select_related("space").first()
    return message, registry.kind(message.kind).compose(message)


def as_django(message: Message, content: registry.Content) -> bytes:
    return email.EmailAdapter().built(message, content).message().as_bytes(linesep="\r\n")


def seconds_of(work: Callable[[], object], times: int = MEASURED) -> float:
    """Of this process alone, each time."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def by_turns(slow: Callable[[], float], quick: Callable[[], float], *, what: str) -> float:
    """How many times quicker, at the median."""
    found = []
    for number in range(ROUNDS):
        one, other = slow(), quick()
        found.append(one / other)
        print(f"round {number + 1}: {what} {1e6 * one:.0f} µs, {1e6 * other:.0f} µs", flush=True)
    return median(found)


@figure(at_least=15, unit="times")
def compiled_to_django_mime() -> float:
    campaign = campaign_to(1)
    write(campaign)
    message, content = one_message()
    return by_turns(
        lambda: seconds_of(lambda: as_django(message, content)),
        lambda: seconds_of(lambda: email.compiled(message, content)),
        what="an e-mail",
    )


@figure(at_least=12, unit="times")
def set_based_to_a_row_at_a_time() -> float:
    """From who is to be told, read by the same question, to the last commit."""
    campaign = campaign_to(TOLD)
    return by_turns(lambda: seconds_a_row_at_a_time(campaign), lambda: seconds_set_based(campaign), what="a message")


def seconds_set_based(campaign: Campaign) -> float:
    empty(campaign)
    began = time.perf_counter()
    count = depart(campaign=campaign, at=timezone.now())
    return (time.perf_counter() - began) / count


def seconds_a_row_at_a_time(campaign: Campaign) -> float:
    empty(campaign)
    at = timezone.now()
    campaign.refresh_from_db()
    told = judged(campaign, at=at).filter(why="").annotate(written_to=WRITTEN_TO)
    began = time.perf_counter()
    rows = told.order_by("pk").values_list("ref", "way", "written_to")[:MEASURED]
    for ref, way, address in rows:
        recipient = services.Recipient(ref, Channel(way), address)
        note = services.Note(ANNOUNCED, campaign.pk, recipient, f"{campaign.pk}:{ref}", expires_at=campaign.expires_at)
        with transaction.atomic():
            services.queue(note, space=campaign.space, at=at)
    return (time.perf_counter() - began) / MEASURED


LETTERS = 20


@figure(at_least=6, unit="times")
def letters_laid_over_one_page_to_set_apart() -> float:
    """The same pages: a campaign's letters in one document, to a document of WeasyPrint each. Fonts are warm."""
    campaign = campaign_to(LETTERS)
    write(campaign)
    batch = letters.written(list(Message.objects.select_related("space")), day=timezone.localdate())
    letters.laid(batch), letters.set_whole(batch[:1])
    return by_turns(
        lambda: sum(seconds_of(lambda one=one: letters.set_whole([one]), 1) for one in batch) / LETTERS,
        lambda: seconds_of(lambda: letters.laid(batch), 1) / LETTERS,
        what="a letter",
    )


# --- what a past weighs ------------------------------------------------------------------------------------------

FEW, MANY, CLAIMS = 10_000, 1_000_000, 3
FINISHED = """
    INSERT INTO courier_message (
        id, space_id, kind, subject_id, recipient_ref, channel, address, dedup_key, payload, priority, state,
        created_at, due_at, expires_at, sent_at, attempts, provider_ref, outcome, reason
    )
    SELECT gen_random_uuid(), space_id, kind, subject_id, recipient_ref, channel, address, 'past:' || n, payload,
        priority, 'sent', created_at, due_at, expires_at, due_at, 1, 'ref:' || n, '', ''
    FROM generate_series({first}, {last}) AS n
    JOIN (SELECT *, row_number() OVER () AS number FROM courier_message WHERE state = 'queued') AS told
        ON number = 1 + n % {told}
"""


@figure(at_most=1.2, unit="times")
def buffers_of_a_claim_after_a_million() -> float:
    """Pages of the database that one claim touches, among a million finished messages and among ten thousand."""
    campaign = campaign_to(TOLD)
    told, pages = write(campaign), {}
    for first, last in ((1, FEW), (FEW + 1, MANY)):
        run(FINISHED.format(first=first, last=last, told=told), "VACUUM ANALYZE courier_message")
        pages[last] = median(pages_of_a_claim() for _ in range(CLAIMS))
        print(f"one claim among {last} finished messages: {pages[last]:.0f} pages", flush=True)
    return pages[MANY] / pages[FEW]


def pages_of_a_claim() -> int:
    """As PostgreSQL counts them, statement by statement; then all is undone."""
    touched = 0

    def explained(execute, sql, params, many, context):
        nonlocal touched
        if sql.lstrip().startswith(("SELECT", "UPDATE", "INSERT")):
            with connection.connection.transaction(force_rollback=True):
                [[[plan]]] = connection.connection.execute(
                    f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params
                ).fetchall()
            touched += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(explained):
            assert len(services.claim(Channel.EMAIL, at=timezone.now())) == pace.MOST
        transaction.set_rollback(True)
    return touched


# --- what a long day weighs --------------------------------------------------------------------------------------

SOON, LATE = 10_000, 100_000


@figure(at_most=1.1, unit="times")
def memory_after_a_hundred_thousand() -> float:
    """Of one worker, to what it held after ten thousand."""
    campaign = campaign_to(TOLD)
    told = write(campaign)
    again = FINISHED.replace("'sent'", "'queued'").replace("due_at, 1, 'ref:' || n", "NULL, 0, ''")
    run(again.format(first=told + 1, last=LATE, told=told))
    with sink.sink():
        [[_, soon, late]] = race(start("engine", SOON, LATE), patience=3600)
    print(
        f"a worker holds {int(soon) // 1024} MB after {SOON} messages, {int(late) // 1024} MB after {LATE}", flush=True
    )
    return int(late) / int(soon)
