"""My work: files in which a virus was found, until a clean version is there."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from dashboards.lines import Infected
from dashboards.steps import Link, Step

#: The other next steps keep their place.
MOST = 2


def virus_steps(rows: Iterable[Infected]) -> Iterator[Step]:
    """For those who may add a clean version."""
    for row in islice(rows, MOST):
        yield Step(
            since=date.min,  # before all else, however old that is
            tone="returned",
            tag="Virus found",
            title=row.title,
            url=row.url,
            links=(Link("Add a clean file", row.add_url),),
        )
