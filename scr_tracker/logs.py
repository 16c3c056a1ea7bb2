"""What no log may hold."""

import logging
import re

#: An address that programs read without signing in is as good as a password: what follows these
#: is blanked.
SECRET_PATH = re.compile(r"(/(?:calendar|changes)/feeds/)[^\s'\"?]+")


class BlankSecrets(logging.Filter):
    """Blanks what opens somebody's calendar or feed, in an event and in the trace of an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (blanked := _blanked(said)) != said:
            record.msg, record.args = blanked, ()
        if record.exc_info:
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text = _blanked(trace)
        return True


def _blanked(said: str) -> str:
    return SECRET_PATH.sub(r"\1…", said)
