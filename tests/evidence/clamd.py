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
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        if self.server.mood == "silent":
            time.sleep(1.5)
            return
        if self.server.mood == "hangs up":
            return
        body = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
            if len(body) > self.server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.bodies.append(body)
        if self.server.mood == "error":
            self.wfile.write(b"stream: Can't allocate memory ERROR\0")
        elif EICAR in body:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextlib.contextmanager
def clamd(path=None):
    """A running scanner: `.url`, `.mood`, `.limit`, `.bodies`, `.connections`."""
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.mood, server.limit, server.bodies, server.connections = "", 10**7, [], 0
    server.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
