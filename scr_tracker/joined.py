"""Many rows in one column: what a page prints of them costs no query of its own."""

from typing import Any

from django.db.models import Aggregate, TextField

#: Between two values; nobody types it.
SEPARATOR = "\x1f"


class Joined(Aggregate):
    """The values of a group's rows as one text, in no order; `parts` takes it apart."""

    function = "GROUP_CONCAT"
    template = f"%(function)s(%(expressions)s, '{SEPARATOR}')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        template = f"STRING_AGG(%(expressions)s::text, '{SEPARATOR}')"
        return self.as_sql(compiler, connection, template=template)


def parts(joined: str | None) -> list[str]:
    return joined.split(SEPARATOR) if joined else []
