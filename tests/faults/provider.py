"""A provider that does wrong when told to: SMTP and HTTP, in a process of its own.

`python -m tests.faults.provider LOG` says its ports, then obeys one `{"manner": …, "rate": …}` a line. What it takes
is a line of LOG, `instant channel id`, written before it answers; the same line is said, for whoever waits for it.
"""

import asyncio
import json
import os
import re
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import StrEnum

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
ANSWERS_AFTER = 0.005  # seconds, once it has taken one: long enough for whoever sends to die meanwhile
MESSAGE_ID = re.compile(rb"^message-id:\s*<([^@>]+)@", re.IGNORECASE | re.MULTILINE)
LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)


class Manner(StrEnum):
    """How it treats a message whose last byte has come."""

    TAKE = "take"
    REFUSE = "refuse"  # nobody listens
    STALL = "stall"  # not taken, never answered
    DROP = "drop"  # not taken, hung up
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    MUTE = "mute"  # taken, never answered


class Provider:
    def __init__(self, log: str):
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.manner, self.rate, self.next_turn = Manner.TAKE, 0.0, 0.0
        self.lines: set[Line] = set()
        self.ports: dict[type[Line], int] = dict.fromkeys((SmtpLine, HttpLine), 0)
        self.servers: list[asyncio.Server] = []

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        for line in self.ports:
            server = await loop.create_server(lambda line=line: line(self), HOST, self.ports[line], reuse_address=True)
            self.ports[line] = server.sockets[0].getsockname()[1]
            self.servers.append(server)

    def shut(self) -> None:
        while self.servers:
            self.servers.pop().close()
        for line in list(self.lines):
            line.transport.abort()

    async def behave(self, *, manner: str, rate: float) -> None:
        was, self.manner, self.rate = self.manner, Manner(manner), rate
        if self.manner == Manner.REFUSE:
            self.shut()
        elif was == Manner.REFUSE:
            await self.open()

    def in_turn(self, act: Callable[[], None]) -> None:
        """At its rate, whoever asks: a message more is a turn later."""
        now = asyncio.get_running_loop().time()
        self.next_turn = max(now, self.next_turn) + (1 / self.rate if self.rate else 0)
        asyncio.get_running_loop().call_at(self.next_turn, act)

    def take(self, channel: str, key: str) -> None:
        line = f"{time.time():.6f} {channel} {key}\n".encode()
        os.write(self.log, line)
        os.write(sys.stdout.fileno(), line)


class Line(asyncio.Protocol, ABC):
    """One connection. A message that has come whole is judged even if whoever sent it is dead by then."""

    channel = ""

    def __init__(self, provider: Provider):
        self.provider, self.received = provider, b""

    def connection_made(self, transport):
        self.transport = transport
        self.provider.lines.add(self)

    def connection_lost(self, error):
        self.provider.lines.discard(self)

    def data_received(self, data):
        self.received += data
        self.read()

    def judge(self, key: str) -> None:
        match self.provider.manner:
            case Manner.TAKE:
                self.provider.take(self.channel, key)
                asyncio.get_running_loop().call_later(ANSWERS_AFTER, self.accept, key)
            case Manner.MUTE:
                self.provider.take(self.channel, key)
            case Manner.DROP:
                self.transport.abort()
            case Manner.TEMPORARY | Manner.PERMANENT as manner:
                self.refuse(manner)

    @abstractmethod
    def read(self) -> None:
        """Judge each message that has come whole."""

    @abstractmethod
    def accept(self, key: str) -> None:
        """Say that it is taken."""

    @abstractmethod
    def refuse(self, manner: Manner) -> None:
        """Say that it is not, for now or for good."""


class SmtpLine(Line):
    """What comes with the end of a message waits until that one is answered."""

    channel = "email"
    is_in_data = is_judging = False

    def connection_made(self, transport):
        super().connection_made(transport)
        self.say("220 ready")

    def say(self, words: str) -> None:
        self.transport.write(f"{words}\r\n".encode())

    def read(self):
        while not self.is_judging and (end := END if self.is_in_data else b"\r\n") in self.received:
            whole, self.received = self.received.split(end, 1)
            self.whole(whole) if self.is_in_data else self.obey(whole.upper())

    def whole(self, content: bytes) -> None:
        self.is_in_data, self.is_judging = False, True
        key = MESSAGE_ID.search(content)[1].decode()
        self.provider.in_turn(lambda: self.judge(key))

    def obey(self, command: bytes) -> None:
        if command.startswith(b"EHLO"):
            self.say("250-provider\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING")
        elif command == b"DATA":
            self.is_in_data = True
            self.say("354 go on")
        elif command == b"QUIT":
            self.say("221 bye")
            self.transport.close()
        else:
            self.say("250 OK")

    def answer(self, words: str) -> None:
        self.say(words)
        self.is_judging = False
        self.read()

    def accept(self, key):
        self.answer(f"250 {key}")

    def refuse(self, manner):
        self.answer("451 later" if manner == Manner.TEMPORARY else "550 never")


class HttpLine(Line):
    channel = "sms"

    def read(self):
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator or len(body) < (length := int(LENGTH.search(head)[1])):
            return
        self.received = body[length:]
        key = json.loads(body[:length])["reference"]
        self.provider.in_turn(lambda: self.judge(key))

    def answer(self, status: str, said: dict[str, str]) -> None:
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)

    def accept(self, key):
        self.answer("201 Created", {"reference": key})

    def refuse(self, manner):
        self.answer("503 Later" if manner == Manner.TEMPORARY else "400 Never", {})


async def serve(log: str) -> None:
    provider = Provider(log)
    await provider.open()
    print(json.dumps(list(provider.ports.values())), flush=True)
    loop = asyncio.get_running_loop()
    while order := await loop.run_in_executor(None, sys.stdin.readline):
        await provider.behave(**json.loads(order))
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
