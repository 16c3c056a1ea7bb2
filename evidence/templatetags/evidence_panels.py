"""Evidence on the pages of other rooms: `{% load evidence_panels %}`.

`{% evidence_panel action %}` lists what supports an action, with the button to add more;
`{% recommendation_evidence recommendation %}` shows a recommendation's in three columns, with its
figures added up. Both show only what the reader may see, and query the same for 1 or 30 items.
"""

from typing import Any, NamedTuple

from django import template

from evidence import permissions
from evidence.figures import Total, totals
from evidence.models import Evidence
from evidence.states import State, state_of
from evidence.timeline import seen_on
from recommendations.models import Action, Recommendation

register = template.Library()


class Row(NamedTuple):
    item: Evidence
    state: State


class Column(NamedTuple):
    heading: str
    meaning: str
    rows: list[Row]
    missing: str


MEANING = {
    Evidence.Level.OUTPUT: ("Output", "What was done", "Nothing shows yet what was done."),
    Evidence.Level.QUALITY: (
        "Quality",
        "How well it was done",
        "Nothing shows yet how well it was done.",
    ),
    Evidence.Level.OUTCOME: (
        "Outcome",
        "What difference it made",
        "Nothing shows yet what difference it made.",
    ),
}


@register.inclusion_tag("evidence/_panel.html", takes_context=True)
def evidence_panel(context: template.Context, action: Action) -> dict[str, Any]:
    user = context["request"].user
    items = seen_on(action, user)
    return {
        "action": action,
        "rows": [Row(item, state_of(item)) for item in items],
        "may_add": permissions.may_add_evidence(user, action),
    }


@register.inclusion_tag("evidence/_columns.html", takes_context=True)
def recommendation_evidence(
    context: template.Context, recommendation: Recommendation
) -> dict[str, Any]:
    user = context["request"].user
    items = list(Evidence.objects.on_recommendation(recommendation, user).for_list())
    columns = [
        Column(
            heading,
            meaning,
            [Row(item, state_of(item)) for item in items if item.level == level],
            missing,
        )
        for level, (heading, meaning, missing) in MEANING.items()
    ]
    added_up: list[Total] = totals(items)
    return {
        "columns": columns,
        "totals": added_up,
        "has_items": bool(items),
        "recommendation": recommendation,
    }
