"""The way to the mail server: one connection for many mails."""

from contextlib import suppress
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as Smtp

#: Messages on one connection: many servers break off one that brings too many.
MOST = 100


class NoRecipientError(ValueError):
    """Django passes over a message that is to nobody; here it must not count as sent."""


class Post:
    """Opened with its first mail, and anew after a mail that failed, or after a hundred.

    So a connection that breaks costs the mail that was on it, and no other. Only SMTP has a
    connection worth keeping: where mails are files, each gets a file of its own.
    """

    def __init__(self) -> None:
        backend = get_connection()
        self._smtp = backend if isinstance(backend, Smtp) else None
        #: The server cannot be reached, or lets nobody in: that is no fault of the mail's.
        self.is_unreachable = False
        #: How many messages it was given.
        self.given = 0
        self._on_this = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def is_ready(self) -> bool:
        """The server has taken a mail on this connection; files are always ready."""
        return self._smtp is None or self._on_this > 0

    def send(self, message: EmailMessage) -> None:
        """Raises what the message, the network or the server says against it."""
        self.given += 1
        message.connection = self._open()
        try:
            taken = message.send()
        except Exception:
            self._close()
            raise
        if taken == 0:
            raise NoRecipientError
        self._on_this += 1
        if self._on_this >= MOST:
            self._close()

    def _open(self) -> Smtp | None:
        if self._smtp:
            self.is_unreachable = True
            self._smtp.open()
            self.is_unreachable = False
        return self._smtp

    def _close(self) -> None:
        self._on_this = 0
        if self._smtp:
            with suppress(OSError):  # it may be broken; smtplib's own errors are OSErrors, too
                self._smtp.close()
