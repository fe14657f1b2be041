"""A server of elsewhere, at rdv.example.org: what a test asks it to answer, over TLS."""

import socket
import ssl
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from urllib3.util import connection

NAME, NUMBER = "rdv.example.org", "93.184.216.34"


class Elsewhere(ThreadingHTTPServer):
    """`reached`: the addresses it was looked for at; `asked`: the host and the path of each request."""

    daemon_threads = True

    def __init__(self):
        self.reached, self.asked = [], []
        super().__init__(("127.0.0.1", 0), Answering)
        self.says(b"")

    def says(self, body: bytes, *, status: int = 200, location: str = "") -> None:
        self.body, self.status, self.location = body, status, location

    def handle_error(self, request, client_address):
        """Who hangs up before the end is what some tests are about."""


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args):
        """Quiet."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Of that name alone, signed by itself: its key and itself in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("elsewhere") / "both.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(pem))
    return str(path)


@pytest.fixture
def elsewhere(certificate, monkeypatch):
    """Names lead to it, and so does every number: nothing leaves this machine."""
    server = Elsewhere()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)

    def create_connection(address, *args, **options):
        server.reached.append(address[0])
        return socket.create_connection(("127.0.0.1", server.server_port))

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NUMBER, 443))]
    monkeypatch.setattr(certifi, "where", lambda: certificate)
    monkeypatch.setattr(connection, "create_connection", create_connection)
    actual = socket.getaddrinfo
    named = {"localhost", "127.0.0.1", "::1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **options: actual(host, *rest, **options) if host in named else found
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
