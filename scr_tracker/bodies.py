"""What was cut off on its way is no request: half of a form is never read as a whole one.

A server hands on the end of a broken connection as the end of the body. A text cut in its middle
would then be saved as if somebody had written it so.
"""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def whole_bodies(application: Application) -> Application:
    """The application, with request bodies that fail where they end before their length."""

    def with_whole_body(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return with_whole_body


class WholeBody:
    """A stream of `left` bytes. Django calls the OSError a request that cannot be read."""

    def __init__(self, stream: Any, left: int) -> None:
        self.stream, self.left = stream, left

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return self._taken(self.stream.read(wanted), wanted)

    def readline(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        return self._taken(self.stream.readline(wanted), min(wanted, 1))

    def _taken(self, data: bytes, at_least: int) -> bytes:
        if len(data) < at_least:
            raise OSError("The request was cut off on its way.")
        self.left -= len(data)
        return data
