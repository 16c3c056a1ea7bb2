"""A mail server in a process of its own, as quick as it gets: `python -m tests.bench.sink PORT`.

It takes each mail and forgets it; with a file's name behind the port it says so only when the mail
is on the disk, as a mail server must that answers for what it took.
"""

import asyncio
import os
import sys

from aiosmtpd.smtp import SMTP


class Taker:
    def __init__(self, file):
        self.file = file

    async def handle_DATA(self, server, session, envelope):
        if self.file is not None:
            os.write(self.file, envelope.content)
            os.fsync(self.file)
        return "250 OK"


async def serve(port, path=""):
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if path else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taker(file)), "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), *sys.argv[2:]))
