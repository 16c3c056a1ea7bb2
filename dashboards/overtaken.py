"""Forums' decisions that evidence has overtaken: in My work of managers, and on the dashboard."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.functions import TruncDate

from agencies.models import Partnership
from dashboards import steps
from dashboards.lines import Section
from dashboards.owed import within
from evidence.since import overtaken, touched, with_own_news
from recommendations.models import SignOff

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person

#: The decision's page names what came in, beside what stood, and leads to reopening.
OVERTAKEN = "overtaken"
#: The same, and the person brought in a part of what came: somebody else may say that it stands.
OWN = "overtaken own"
ROUTE = "recommendations:signoff-detail"
TITLE, LINK = "Look at what came in since the forum decided", "See what came in"
OWN_TITLE = "Some of what came in since the forum decided is yours"
OWN_LINK = "See who can say whether the decision stands"
PARTNERSHIP = "recommendation__review__partnership"


def touched_in(partnership_ids: Collection[int]) -> "QuerySet[SignOff]":
    """Of these partnerships, the few that the costly question is asked of. Not yet by person."""
    return touched(SignOff.objects.filter(**{f"{PARTNERSHIP}_id__in": partnership_ids}))


def decisions_overtaken(user: "Person", partnership: Partnership) -> "QuerySet[SignOff] | None":
    """What a manager should look at, as far as the person may see it; None where nothing is."""
    found = decisions_touched(user, partnership)
    return None if found is None else overtaken(found, user)


def decisions_touched(user: "Person", partnership: Partnership) -> "QuerySet[SignOff] | None":
    """Those that the person may see, of the few that the costly question is asked of."""
    pks = list(touched_in([partnership.pk]).order_by().values_list("pk", flat=True))
    return SignOff.objects.filter(pk__in=pks).visible_to(user) if pks else None


def overtaken_rows(user: "Person", chosen: Partnership | None, pks: Collection[int]) -> list[Any]:
    """For My work of a manager, with `kind`, `since`, `words` and `about`.

    `pks`: what was `touched_in` the partnerships that they manage, as `marks` found it.
    """
    if not pks:
        return []
    managed = SignOff.objects.filter(pk__in=pks).managed_by(user)
    rows = within(managed, PARTNERSHIP, chosen)
    found = with_own_news(overtaken(rows, user), user)
    return [
        found.order_by().annotate(
            kind=Case(
                When(is_own=True, then=Value(OWN)),
                default=Value(OVERTAKEN),
                output_field=CharField(),
            ),
            since=TruncDate("moved_at"),
            words=Value("", TextField()),
            about=F("forum__name"),
        )
    ]


def overtaken_steps(found: Section) -> Iterator[steps.Step]:
    for row in found.rows:
        yield steps.Step(
            since=row.since,
            tone="waiting",
            tag="Newer evidence",
            title=OWN_TITLE if row.kind == OWN else TITLE,
            url=row.todo_url,
            links=(steps.Link(OWN_LINK if row.kind == OWN else LINK, row.todo_url),),
            reference=row.recommendation,
        )
