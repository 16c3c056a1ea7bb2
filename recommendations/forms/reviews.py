"""Reviews, recommendations, responses."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import F

from agencies.models import Agency, Forum, Membership, User
from recommendations.forms.base import LONG, RowForm, Values, offer
from recommendations.models import Recommendation, Response, Review, Theme
from scr_tracker.forms import GovForm

if TYPE_CHECKING:
    from agencies.access import Person


class ReviewForm(RowForm):
    class Meta:
        model = Review
        fields = (
            "pseudonym",
            "reference",
            "kind",
            "summary",
            "commissioned_on",
            "published_on",
            "marking",
            "is_restricted",
        )
        labels: ClassVar = {"is_restricted": "Restricted: only the people named on it see it"}
        help_texts: ClassVar = {"is_restricted": ""}


class RecommendationForm(RowForm):
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Responsible agencies",
        required=False,
        help_text="Each of them owes a response.",
    )
    position = forms.IntegerField(label="Order in the report", min_value=1, max_value=9999)
    responses_due_on = forms.DateField(
        label="Responses due on",
        required=False,
        help_text="For agencies that are asked now; it does not move what is already owed.",
    )
    new_theme = forms.CharField(label="Another theme", max_length=120, required=False)

    class Meta:
        model = Recommendation
        fields = (
            "section",
            "reference",
            "position",
            "wording",
            "scope",
            "intended_change",
            "measures",
            "closing_criteria",
            "themes",
            "forum",
            "awaiting_body",
            "awaiting_sent_on",
            "awaiting_chase_on",
        )
        labels: ClassVar = {
            "section": "Which list of the report?",
            "forum": "Forum that will sign it off",
        }
        help_texts: ClassVar = {
            "section": "Only where the report has several lists that each start at 1.",
            "reference": "As printed in the report, for example 1a.",
            "awaiting_body": "A department or national body, if the ask is not in local hands.",
        }

    field_order = (
        "section",
        "reference",
        "position",
        "wording",
        "scope",
        "agencies",
        "responses_due_on",
        "intended_change",
        "measures",
        "closing_criteria",
        "themes",
        "new_theme",
    )

    def __init__(self, *args: Any, user: "Person", review: Review, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        if "version" not in self.fields:
            del self.fields["position"]  # a new one goes to the end
        serving = Agency.objects.serving(review.partnership_id)
        held = Agency.objects.filter(pk__in=initial.get("agencies", ()))
        offer(self.fields["agencies"], (serving | held).order_by("name"))
        here = {"partnership_id": review.partnership_id}
        offer(self.fields["themes"], Theme.objects.offered_to(user).filter(**here))
        offer(self.fields["forum"], Forum.objects.filter(**here, is_active=True))

    @classmethod
    def initial_of(cls, row: Recommendation) -> dict[str, Any]:
        agencies = list(row.responses.values_list("agency_id", flat=True))
        return {**super().initial_of(row), "agencies": agencies}


class ResponseForm(RowForm):
    sometimes_needed = frozenset({"reason"})

    position = forms.ChoiceField(
        choices=Response.Position.choices[1:], widget=forms.RadioSelect, label="Position"
    )

    class Meta:
        model = Response
        fields = ("position", "reason", "narrative", "responded_on", "is_shared")
        labels: ClassVar = {
            "reason": "Why is it not fully accepted?",
            "narrative": "What does the agency say?",
            "responded_on": "Date of the response",
            "is_shared": "Let the other responsible agencies read this response",
        }
        help_texts: ClassVar = {
            "is_shared": "",
            "reason": "Needed where it is partly or not accepted.",
            "responded_on": "Today, if left empty.",
        }

    def _get_validation_exclusions(self) -> set[str]:
        """The service checks the row as a whole: here the reason may still be missing."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"position", "responded_on", "reason"}


class NamePersonForm(Values, GovForm):
    user = forms.ModelChoiceField(User.objects.none(), label="Who may see this review?")

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = (
            Membership.objects.active()
            .with_arrival()
            .filter(  # type: ignore[misc]
                partnership_id=review.partnership_id, shown_name=F("user__name")
            )
        )
        people = User.objects.filter(pk__in=members.values("user_id"))
        if not self.is_bound:  # to name somebody once more changes nothing
            people = people.exclude(pk__in=review.people.values("user_id"))
        offer(self.fields["user"], people.order_by("name"))


class ReopenForm(Values, GovForm):
    reason = forms.CharField(
        label="Why is it reopened?", widget=LONG(attrs={"rows": 4}), max_length=4000
    )
