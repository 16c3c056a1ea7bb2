"""A client of clamd: one file a connection, by the INSTREAM command.

Our own twenty lines of INSTREAM rather than the clamd package: that one sets no time limit while
connecting, and may send a part of a piece without noticing.
"""

import re
import socket
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO
from urllib.parse import urlsplit

from django.core.files.base import File

CONNECT_SECONDS = 5
ANSWER_SECONDS = 120
PIECE = 64 * 1024
REPLY_LIMIT = 4096
DEFAULT_PORT = 3310


class ScannerUnavailable(Exception):
    """No verdict: the scanner did not answer, or not with one. The message is for the log."""


class ScannerSilent(ScannerUnavailable):
    """It took the connection, and did not answer in time."""


@dataclass(frozen=True)
class Verdict:
    is_infected: bool
    detail: str = ""


def scan(url: str, stream: IO[bytes] | File) -> Verdict:
    """What the scanner at `url` (tcp://host:port or unix:///path) says of the bytes."""
    try:
        with _connect(url) as connection:
            connection.settimeout(ANSWER_SECONDS)
            _send(connection, stream)
            return _verdict(_reply(connection))
    except TimeoutError as error:
        raise ScannerSilent("no answer in time") from error
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error


def signatures_made_at(url: str) -> datetime:
    """When the scanner's signatures were made, as it says itself."""
    try:
        with _connect(url) as connection:
            connection.settimeout(CONNECT_SECONDS)
            connection.sendall(b"zVERSION\0")
            *_, made_at = _reply(connection).split("/")
        return parse_utc(made_at)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable("It does not say when its signatures were made.") from error


def parse_utc(text: str) -> datetime:
    """ "Mon Nov  2 09:20:11 2026", in UTC: the containers and services of clamd keep that."""
    return datetime.strptime(text.strip(), "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)


def is_valid_url(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return bool(parts.path)
    try:
        return parts.scheme == "tcp" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    address = (parts.hostname or "", parts.port or DEFAULT_PORT)
    return socket.create_connection(address, CONNECT_SECONDS)


def _send(connection: socket.socket, stream: IO[bytes] | File) -> None:
    """The bytes in pieces with their length before each; a length of 0 ends them."""
    try:
        connection.sendall(b"zINSTREAM\0")
        while piece := stream.read(PIECE):
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        # The scanner stops reading where the file is beyond its own limit: its reply says so.
        return


def _reply(connection: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < REPLY_LIMIT:
        piece = connection.recv(REPLY_LIMIT)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("utf-8", errors="replace").strip()


def _verdict(reply: str) -> Verdict:
    if reply == "stream: OK":
        return Verdict(is_infected=False)
    if found := re.fullmatch(r"stream: (.+) FOUND", reply):
        return Verdict(is_infected=True, detail=found[1][:200])
    raise ScannerUnavailable(reply or "The scanner closed the connection without an answer.")
