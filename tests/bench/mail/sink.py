"""An SMTP server that takes everything and only counts: `python -m tests.bench.mail.sink` prints its port.

In a process of its own, so that who sends meets a server, as in production. STAT answers how many messages were taken,
and when the last was.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mediation.local.paths import ROOT

HOST = "127.0.0.1"
OFFERS = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
ENDS = b"\r\n.\r\n"
ANSWERS = {b"EHLO": OFFERS, b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}


class Counting(asyncio.Protocol):
    count, last = 0, 0.0

    def connection_made(self, transport):
        self.transport, self.left, self.is_data = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.left += data
        said = []
        while (found := self.left.find(ENDS if self.is_data else b"\r\n")) >= 0:
            said.append(self.taken(found) if self.is_data else self.heard(found))
        if said:
            self.transport.write(b"".join(said))

    def taken(self, end: int) -> bytes:
        self.left, self.is_data = self.left[end + len(ENDS) :], False
        Counting.count, Counting.last = Counting.count + 1, time.monotonic()
        return b"250 Taken\r\n"

    def heard(self, end: int) -> bytes:
        verb, self.left = self.left[:4].upper(), self.left[end + 2 :]
        self.is_data = verb == b"DATA"
        if verb == b"STAT":
            return b"250 %d %f\r\n" % (Counting.count, Counting.last)
        return ANSWERS.get(verb, b"250 OK\r\n")


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Counting, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def sink() -> Iterator[int]:
    """Its port, as long as needed; every process started meanwhile sends its e-mails there."""
    command = [sys.executable, "-m", "tests.bench.mail.sink"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline())
        os.environ |= {"EMAIL_HOST": HOST, "EMAIL_PORT": str(port)}
        yield port
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    asyncio.run(serve())
