"""The steps inside an action, and which earlier recommendations asked for the same."""

from typing import Any

from django import forms
from django.db.models import Q

from recommendations.forms.base import LONG, Values, VersionedInput, offer
from recommendations.models import Milestone, Recommendation
from scr_tracker.forms import GovForm


class MilestoneForm(VersionedInput):
    """Without `milestone` a new one; who does not plan only says on which day it was done."""

    title = forms.CharField(label="What will be done by then?", max_length=250)
    due_on = forms.DateField(label="By which day?")
    done_on = forms.DateField(
        label="Done on", required=False, help_text="Leave it empty while it is still to be done."
    )

    def __init__(
        self, *args: Any, milestone: Milestone | None = None, may_plan: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if milestone is None:
            del self.fields["done_on"]
            return
        for name in ("title", "due_on", "done_on"):
            self.initial[name] = getattr(milestone, name)
        if not may_plan:
            del self.fields["title"], self.fields["due_on"]


class RecommendationField(forms.ModelChoiceField):
    """ "Clare 1a: Whenever somebody refers a child to …"."""

    def label_from_instance(self, obj: Any) -> str:
        words = obj.wording.split()
        return f"{obj}: {' '.join(words[:12])}{' …' if words[12:] else ''}"


class RepeatForm(Values, GovForm):
    earlier = RecommendationField(
        Recommendation.objects.none(), label="Which one asked for the same thing?"
    )
    note = forms.CharField(
        label="What is the same, and what became of it?",
        widget=LONG(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(
        self, *args: Any, recommendation: Recommendation, user: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        linked = Q(repeats__earlier=recommendation) | Q(repeated__recommendation=recommendation)
        held = Recommendation.objects.filter(linked).values("pk")
        rows = Recommendation.objects.visible_to(user).exclude(pk=recommendation.pk)
        rows = rows if self.is_bound else rows.exclude(pk__in=held)  # the service says so
        rows = rows.select_related("review").order_by("review__pseudonym", "position", "pk")
        offer(self.fields["earlier"], rows)
