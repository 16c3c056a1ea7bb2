"""The site as it will be on a later day: `later.py PORT DAYS`. Only its clock is not today's.

time_machine moves the clock of the whole process, the database's rows and sessions stay.
"""

import sys
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


if __name__ == "__main__":
    port, days = int(sys.argv[1]), int(sys.argv[2])
    time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True).start()
    from scr_tracker.wsgi import application

    make_server("127.0.0.1", port, application, Threaded, Quiet).serve_forever()
