"""A real mail server on this machine, for tests."""

import asyncio
import email
import socket
import time
from email import policy

from aiosmtpd.controller import Controller


class Sink:
    """Keeps what it is given; refuses some addresses; breaks off, or hangs while it is told to."""

    def __init__(self):
        self.envelopes = []
        self.peers = []  # the other end of the connection of each
        self.refused = set()
        self.broken_off = set()
        self.hangs = False
        self.asked = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.asked += 1
        if self.hangs:
            while self.hangs:
                await asyncio.sleep(0.1)
            return "451 4.3.0 Too late"
        if self.broken_off.intersection(envelope.rcpt_tos):
            server.transport.abort()
            return "421 4.3.0 Never heard"
        self.envelopes.append(envelope)
        self.peers.append(session.peer)
        return "250 OK"

    def messages(self):
        return [
            email.message_from_bytes(envelope.content, policy=policy.default)
            for envelope in list(self.envelopes)
        ]

    def by_recipient(self):
        return {message["To"]: message for message in self.messages()}


def start(sink):
    """The running server; `.port` says where. The caller stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def wait_until(condition, seconds, what):
    """Bounded patience."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"Waited {seconds} seconds in vain: {what}")
