"""Fetch a file that somebody's address names, without letting it reach what only this machine reaches.

https alone, on its usual port; every address a name leads to has to be of the open Internet, and the connection is made
to the one that was looked at: a name that answers otherwise the second time is not asked again. Redirections are looked
at in the same way. Neither a long file nor a slow one holds us.
"""

import socket
import time
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import certifi
from urllib3 import HTTPResponse, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

LARGEST = 2_000_000  # bytes
LONGEST = 20  # seconds, redirections included
STEP = Timeout(connect=5, read=5)
REDIRECTIONS = 3
CHUNK = 16_384
PORT = 443
HEADERS = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "mediation"}


class NotFetched(Exception):  # noqa: N818 - it says why, in words to show
    pass


def fetch(address: str) -> bytes:
    """What is at this address. Refused with a sentence."""
    until = time.monotonic() + LONGEST
    for _ in range(1 + REDIRECTIONS):
        response = asked(address, until)
        try:
            if not response.get_redirect_location():
                return content_of(response, until)
            address = urljoin(address, response.get_redirect_location())
        finally:
            response.release_conn()
            response.close()
    raise NotFetched("L’adresse renvoie trop de fois ailleurs.")


def asked(address: str, until: float) -> HTTPResponse:
    host, path = parts_of(address)
    error = None
    for number in open_addresses(host):
        if time.monotonic() > until:
            break
        pool = HTTPSConnectionPool(
            number, PORT, server_hostname=host, assert_hostname=host, ca_certs=certifi.where(), retries=False,
            timeout=STEP,
        )  # fmt: skip
        try:
            return pool.urlopen("GET", path, headers={**HEADERS, "Host": host}, redirect=False, preload_content=False)
        except HTTPError as refusal:
            error = refusal
    raise NotFetched("Ce serveur n’a pas répondu.") from error


def parts_of(address: str) -> tuple[str, str]:
    """Its host, and what to ask it."""
    try:
        said = urlsplit(address)
        is_ours = said.scheme == "https" and said.hostname and said.port in (None, PORT) and not said.username
    except ValueError:
        is_ours = False
    if not is_ours:
        raise NotFetched("L’adresse ne mène pas à un serveur en https.")
    return said.hostname, f"{said.path or '/'}{f'?{said.query}' if said.query else ''}"


def open_addresses(host: str) -> list[str]:
    """All those of a name, once each; refused when one of them is not of the open Internet."""
    try:
        found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched("Ce nom de serveur n’existe pas.") from error
    numbers = list(dict.fromkeys(sockaddr[0] for *_, sockaddr in found))
    if not numbers or not are_open(numbers):
        raise NotFetched("Cette adresse mène à un réseau privé\u00a0: elle n’est pas lue.")
    return numbers


def are_open(numbers: Iterable[str]) -> bool:
    """An IPv4 address dressed as an IPv6 one is looked at bare."""
    read = [ip_address(number.partition("%")[0]) for number in numbers]
    bare = [getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number for number in read]
    return all(number.is_global and not number.is_multicast for number in bare)


def content_of(response: HTTPResponse, until: float) -> bytes:
    if response.status != 200:
        raise NotFetched(f"Ce serveur répond {response.status}.")
    content = b""
    try:
        for chunk in response.stream(CHUNK, decode_content=False):
            content += chunk
            if len(content) > LARGEST:
                raise NotFetched("Cet agenda est trop long pour être lu.")
            if time.monotonic() > until:
                raise NotFetched("Ce serveur est trop lent.")
    except HTTPError as error:
        raise NotFetched("Ce serveur s’est arrêté avant la fin.") from error
    return content
