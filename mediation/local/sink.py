"""What leaves the application on a trial machine arrives here: an SMTP server and an SMS provider, kept as files.

One file a message in one folder: `<instant>-<n>.eml`, `<instant>-<n>.sms.json`. An SMS is posted as JSON
`{"to", "sender", "text", "reference"}`; a reference that comes twice is kept twice, the second `"again": true`.
"""

import argparse
import asyncio
import itertools
import json
import logging
import signal
import socket
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.smtp import SMTP

HOST = "127.0.0.1"
FIELDS = ("to", "sender", "text", "reference")
LARGEST_SMS = 64 * 1024

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each line of each exchange


class Mailbox:
    """The folder. A reader never sees half a message: files appear under their name once written."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._references = {json.loads(path.read_bytes())["reference"] for path in folder.glob("*.sms.json")}

    def keep(self, content: bytes, suffix: str) -> Path:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{next(self._numbers)}"
        partial = self.folder / f".{name}"
        partial.write_bytes(content)
        return partial.rename(self.folder / f"{name}.{suffix}")

    def keep_sms(self, message: dict[str, str]) -> None:
        with self._lock:
            again = message["reference"] in self._references
            self._references.add(message["reference"])
        kept = {**message, "received_at": datetime.now(UTC).isoformat(), "again": again}
        self.keep(json.dumps(kept, ensure_ascii=False, indent=1).encode(), "sms.json")


class MailHandler:
    def __init__(self, mailbox: Mailbox):
        self.mailbox = mailbox

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name aiosmtpd looks for
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        self.mailbox.keep(head.encode() + envelope.content, "eml")
        return "250 OK"


class SmsHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        try:
            posted = json.loads(self.rfile.read(length)) if length <= LARGEST_SMS else {}
            message = {field: str(posted[field]) for field in FIELDS}
        except (ValueError, KeyError, TypeError):
            self.close_connection = True
            return self.answer(400, {"error": f"expected JSON with {', '.join(FIELDS)}"})
        self.server.mailbox.keep_sms(message)
        return self.answer(201, {"reference": message["reference"]})

    def answer(self, status: int, body: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Nothing: each message is a file."""


class SmsServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, mailbox: Mailbox):
        self.mailbox = mailbox
        super().__init__((HOST, port), SmsHandler)


class Sink:
    """Both servers in two threads of this process: `with Sink(folder) as sink: … sink.environment`."""

    def __init__(self, folder: Path, smtp_port: int = 0, sms_port: int = 0):
        self.mailbox = Mailbox(folder)
        self.mail_socket = socket.create_server((HOST, smtp_port))
        self.sms_server = SmsServer(sms_port, self.mailbox)
        self.loop = asyncio.new_event_loop()
        self.threads = [
            threading.Thread(target=serve, daemon=True) for serve in (self.serve_mail, self.sms_server.serve_forever)
        ]

    @property
    def environment(self) -> dict[str, str]:
        port = self.mail_socket.getsockname()[1]
        return environment(self.mailbox.folder, smtp_port=port, sms_port=self.sms_server.server_port)

    def serve_mail(self) -> None:
        asyncio.set_event_loop(self.loop)
        start = self.loop.create_server(
            lambda: SMTP(MailHandler(self.mailbox), hostname="localhost", enable_SMTPUTF8=True, loop=self.loop),
            sock=self.mail_socket,
        )
        server = self.loop.run_until_complete(start)
        self.loop.run_forever()
        server.close()
        self.loop.run_until_complete(self.hang_up())
        self.loop.close()

    async def hang_up(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.sms_server.shutdown()
        for thread in self.threads:
            thread.join()
        self.sms_server.server_close()


def environment(folder: Path, *, smtp_port: int, sms_port: int) -> dict[str, str]:
    """The variables that lead the application to the sink."""
    return {
        "EMAIL_HOST": HOST,
        "EMAIL_PORT": str(smtp_port),
        "SMS_URL": f"http://{HOST}:{sms_port}/",
        "LOCAL_MAILBOX": str(folder),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Reçoit e-mails et SMS sur cette machine et les range en fichiers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--sms-port", type=int, default=0)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with Sink(**vars(parser.parse_args())) as sink:
        print(json.dumps(sink.environment), flush=True)
        stopping.wait()


if __name__ == "__main__":
    main()
