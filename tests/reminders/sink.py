"""A mail server in a process of its own: `python -m tests.reminders.sink PORT FOLDER`.

What it takes it writes into FOLDER/mails, a line each with recipient and Message-ID, before it
answers. FOLDER/mood says how it is: "open"; "busy", which refuses each mail for now; "shut", which
refuses connections, and what comes over an old one.
"""

import asyncio
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP

#: Between "I have it" and "I say so", where a sender that dies does not hear of it.
PAUSE = 0.03


class Keeper:
    def __init__(self, folder):
        self.mood, self.log = folder / "mood", (folder / "mails").open("a")

    def is_now(self, mood):
        return self.mood.read_text() == mood

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.is_now("shut"):
            return "421 4.3.2 Shutting down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.is_now("busy"):
            return "450 4.2.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        for address in envelope.rcpt_tos:
            print(address, message_id, file=self.log, flush=True)
        await asyncio.sleep(PAUSE)
        return "250 OK"


async def serve(port, folder):
    keeper, loop, server = Keeper(folder), asyncio.get_running_loop(), None
    while True:
        if keeper.is_now("shut") and server:
            server.close()
            server = None
        elif not keeper.is_now("shut") and not server:
            server = await loop.create_server(lambda: SMTP(keeper), "127.0.0.1", port)
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
