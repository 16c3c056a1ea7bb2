"""Very many keys in one condition: `filter(action_id__in=Keys(ids))`.

Django gives each key of a list a parameter of its own, and takes longer to write thousands of them
down than the database takes to find their rows. Here they are one parameter.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Expression


class Keys(Expression):
    """The keys as a sub-query of the database's own."""

    output_field = BigIntegerField()

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__()
        self.keys = list(keys)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str]]:
        return "(SELECT value FROM json_each(%s))", (json.dumps(self.keys),)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "(SELECT unnest(%s::bigint[]))", [self.keys]
