"""Evidence that is there already, offered to an action that it could support too.

That of the partnership is linked. Of another one, who may edit it there may bring in a copy.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q

from agencies import access
from evidence import services
from evidence.models import Evidence, EvidenceLink
from recommendations.models import Action
from scr_tracker.flow import run
from scr_tracker.forms import FilterForm, GovForm
from scr_tracker.once import Once

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person

MOST_WORDS = 10
#: Of other partnerships so many are listed; words find the others.
MOST_COPIES = 20


class SearchForm(FilterForm):
    words = forms.CharField(
        label="Search by words",
        max_length=200,
        help_text="Of the title or the description. All of them must be there.",
    )

    def found(self) -> list[str]:
        return self.cleaned_data["words"].split()[:MOST_WORDS] if self.is_valid() else []


class LinkForm(GovForm):
    """One item of the list. What is linked already passes: a post may come twice."""

    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        to_field_name="public_id",
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose which evidence to link",
            "invalid_choice": "This evidence cannot be linked here. Choose from the list",
        },
    )

    def __init__(self, *args: Any, user: "Person", action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.action = user, action
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.visible_to(user).editable_by(user)

    def save(self) -> Evidence | None:
        """What supports the action now; None where it was refused, and the form says so."""
        item: Evidence = self.cleaned_data["evidence"]
        values: Any = {"actor": self.user, "evidence": item, "action": self.action}
        if item.partnership_id != self.action.recommendation.review.partnership_id:
            values["once"] = Once(self, self.user, item, self.action)
            copy: Evidence | None = run(self, services.bring_in, **values)
            return copy
        return item if run(self, services.link_to_action, **values) else None


def offered(user: "Person", action: Action, words: list[str]) -> "QuerySet[Evidence]":
    """What the person may link to the action: of its recommendation first, then the newest."""
    links = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"))
    is_near = Exists(links.filter(action__recommendation=action.recommendation_id))
    seen = Action.objects.visible_to(user).with_parents().in_report_order()
    rows = Evidence.objects.linkable_to(action, user).for_list().annotate(is_near=is_near)
    rows = rows.filter(_says(words)).prefetch_related(
        Prefetch("actions", seen, to_attr="supported")
    )
    return rows.order_by("-is_near", "-dated_on", "-pk")


def offered_copies(user: "Person", action: Action, words: list[str]) -> list[Evidence]:
    """What of other partnerships the person may bring in, the newest first; one too many at most.

    Nothing is asked of the database for who edits nothing in another partnership.
    """
    edits_in = set(access.partnership_ids(user, "manager", "agency_lead"))
    if not edits_in - {action.recommendation.review.partnership_id}:
        return []
    rows = Evidence.objects.bringable_to(action, user)
    rows = rows.select_related("agency", "partnership").order_by("-dated_on", "-pk")
    return list(rows.filter(_says(words))[: MOST_COPIES + 1])


def _says(words: list[str]) -> Q:
    said = Q()
    for word in words:
        said &= Q(title__icontains=word) | Q(description__icontains=word)
    return said
