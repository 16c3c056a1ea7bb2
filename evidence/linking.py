"""Evidence that is there already, offered to an action that it could support too."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q

from evidence.models import Evidence, EvidenceLink
from recommendations.models import Action
from scr_tracker.forms import FilterForm, GovForm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person

MOST_WORDS = 10


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
        field: Any = self.fields["evidence"]
        partnership = action.recommendation.review.partnership_id
        mine = Evidence.objects.visible_to(user).editable_by(user)
        field.queryset = mine.filter(partnership=partnership)


def offered(user: "Person", action: Action, words: list[str]) -> "QuerySet[Evidence]":
    """What the person may link to the action: of its recommendation first, then the newest."""
    links = EvidenceLink.objects.filter(evidence_id=OuterRef("pk"))
    is_near = Exists(links.filter(action__recommendation=action.recommendation_id))
    seen = Action.objects.visible_to(user).with_parents().in_report_order()
    rows = Evidence.objects.linkable_to(action, user).for_list().annotate(is_near=is_near)
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(description__icontains=word))
    rows = rows.prefetch_related(Prefetch("actions", seen, to_attr="supported"))
    return rows.order_by("-is_near", "-dated_on", "-pk")
