"""A small clamd for tests: a real TCP or Unix server that speaks INSTREAM.

It says FOUND for bytes that hold the test signature. `mood` makes it misbehave.
"""

import contextlib
import socketserver
import struct
import threading
import time

#: The EICAR test string, put together here so that no scanner stops at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        command = self.rfile.read(9)
        if command == b"zVERSION\0":
            self.say(f"ClamAV 1.4.3/27800/{self.server.signatures}")
        elif command + self.rfile.read(1) == b"zINSTREAM\0":
            self.scan()

    def say(self, text):
        self.wfile.write(text.encode() + b"\0")

    def scan(self):
        if self.server.mood == "silent":
            time.sleep(1.5)
        elif self.server.mood != "hangs up":
            self.take_in()

    def take_in(self):
        body = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
            if self.server.mood == "dies" and len(body) > self.server.limit // 2:
                return
            if len(body) > self.server.limit:
                self.say("INSTREAM size limit exceeded. ERROR")
                return
        self.judge(body)

    def judge(self, body):
        self.server.bodies.append(body)
        while self.server.mood == "ponders":
            time.sleep(0.05)
        if self.server.mood == "error":
            self.say("stream: Can't allocate memory ERROR")
        else:
            self.say("stream: Eicar-Test-Signature FOUND" if EICAR in body else "stream: OK")


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextlib.contextmanager
def clamd(path=None):
    """A running scanner: `.url`, `.mood`, `.limit`, `.signatures`, `.bodies`, `.connections`."""
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.mood, server.limit, server.bodies, server.connections = "", 10**7, [], 0
    server.signatures = "Mon Nov  2 09:20:11 2026"
    server.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.mood = ""
        server.shutdown()
        server.server_close()
        thread.join()
