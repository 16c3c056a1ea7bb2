"""Input of this room, not policy: what is legal, and who may, the services say."""

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone

from agencies.models import Agency, Forum, Membership, User
from recommendations import permissions
from recommendations.models import Action, Recommendation, Response, Review, SignOff, Theme
from recommendations.status import Status
from scr_tracker.forms import GovForm, GovModelForm

if TYPE_CHECKING:
    from agencies.access import Person

LONG = forms.Textarea


class Values:
    """What a service takes from a form that was valid: its fields, and the version on demand."""

    cleaned_data: dict[str, Any]

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        names = set(self.cleaned_data) - (set() if with_version else {"version"})
        return {name: self.cleaned_data[name] for name in names}


class VersionedInput(Values, GovForm):
    """A plain form about a row that others may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Narrow a picker to these rows."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - said to the type checker
    field.queryset = rows


class RowForm(Values, GovModelForm):
    """A form with a model's fields, whose row a service writes; editing it carries a version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "version" in self.initial:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        return {**model_to_dict(row, fields=cls._meta.fields), "version": row.version}


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


class RecommendationForm(RowForm):
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Responsible agencies",
        required=False,
        help_text="Each of them owes a response.",
    )
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
            "closing_criteria",
            "themes",
            "forum",
            "awaiting_body",
            "awaiting_sent_on",
            "awaiting_chase_on",
        )
        labels: ClassVar = {"forum": "Forum that will sign it off"}
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
        "closing_criteria",
        "themes",
        "new_theme",
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        if "version" not in self.fields:
            del self.fields["position"]  # a new one goes to the end
        serving = Agency.objects.serving(review.partnership_id)
        held = Agency.objects.filter(pk__in=initial.get("agencies", ()))
        offer(self.fields["agencies"], (serving | held).order_by("name"))
        here = {"partnership_id": review.partnership_id}
        offer(self.fields["themes"], Theme.objects.filter(**here))
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


class ActionForm(RowForm):
    class Meta:
        model = Action
        fields = (
            "title",
            "description",
            "lead_agency",
            "contributing_agencies",
            "owner",
            "due_on",
            "recurs_every",
            "strength",
            "expected_evidence",
            "is_shared",
        )
        labels: ClassVar = {
            "title": "What will be done",
            "recurs_every": "Does it repeat?",
            "is_shared": "Let the other responsible agencies read this action",
        }
        help_texts: ClassVar = {"is_shared": ""}

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        action: Action | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        partnership_id = recommendation.review.partnership_id
        agencies = Agency.objects.serving(partnership_id)
        people = User.objects.acting_for(partnership_id)
        if action is not None:
            del self.fields["due_on"]
            held = action.contributing_agencies.values("pk")
            agencies |= Agency.objects.filter(pk=action.lead_agency_id)
            agencies |= Agency.objects.filter(pk__in=held)
            people |= User.objects.filter(pk=action.owner_id)
        offer(self.fields["lead_agency"], agencies.order_by("name"))
        offer(self.fields["contributing_agencies"], agencies.order_by("name"))
        offer(self.fields["owner"], people.order_by("name"))


class UpdateForm(VersionedInput):
    """The small form on the action's page: what has happened, and the status."""

    note = forms.CharField(
        label="What has happened?",
        widget=LONG(attrs={"rows": 4}),
        max_length=4000,
    )
    to = forms.ChoiceField(label="Status", widget=forms.RadioSelect, required=False)
    completed_on = forms.DateField(label="When was the work done?", required=False)
    is_at_risk = forms.BooleanField(label="The due date may not be kept", required=False)

    def __init__(self, *args: Any, action: Action, user: "Person", **kwargs: Any) -> None:
        moves = permissions.moves(user, action)
        self.reveals = {"to": {"completed": ["completed_on"]}} if Status.COMPLETED in moves else {}
        super().__init__(*args, **kwargs)
        # A verification may stand without words; the service asks for them everywhere else.
        self.fields["note"].required = False
        self.initial.update(version=action.version, is_at_risk=action.is_at_risk)
        self.initial["completed_on"] = timezone.localdate()
        statuses = self.fields["to"]
        assert isinstance(statuses, forms.ChoiceField)  # noqa: S101 - said to the type checker
        statuses.choices = [
            Choice("", f"No change: {action.get_status_display().lower()}"),
            *(Choice(to, label_of(action, to), hint=HINTS.get(to)) for to in moves),
        ]
        self.initial.setdefault("to", "")
        if Status.COMPLETED not in moves:
            del self.fields["completed_on"]
        if action.status not in (Status.NOT_STARTED, Status.IN_PROGRESS):
            del self.fields["is_at_risk"]
        if not moves:
            del self.fields["to"]


#: What each status asks of the note, said below its radio button.
HINTS = {
    Status.COMPLETED: "Say above what was done. The partnership manager then verifies it.",
    Status.ON_HOLD: "Say above what stops progress.",
    Status.WITHDRAWN: "Give the reason above. A withdrawn action stays on record.",
    Status.VERIFIED: "The evidence shows that the work was done. Nothing more is owed.",
}


def label_of(action: Action, to: Status) -> str:
    """A move in words: "Send back" where it undoes a claim, the status itself elsewhere."""
    if to == Status.IN_PROGRESS and action.status == Status.COMPLETED:
        return "Not complete yet: back to in progress"
    if to == Status.IN_PROGRESS and action.status in (Status.VERIFIED, Status.WITHDRAWN):
        return "Reopen: back to in progress"
    return to.label


class ReasonForm(VersionedInput):
    """One reason for one move: hold, withdraw, reopen."""

    note = forms.CharField(label="Reason", widget=LONG(attrs={"rows": 4}), max_length=4000)

    WORDS: ClassVar = {
        Status.ON_HOLD: ("What stops progress?", "Put on hold"),
        Status.WITHDRAWN: ("Why is the action withdrawn?", "Withdraw the action"),
        Status.IN_PROGRESS: ("Why is it in progress again?", "Back to in progress"),
    }

    def __init__(self, *args: Any, to: Status, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.button = self.WORDS[to]
        self.is_warning = to == Status.WITHDRAWN


class DueDateForm(VersionedInput):
    new_due_on = forms.DateField(label="New due date")
    reason = forms.CharField(
        label="Why does the date move?", widget=LONG(attrs={"rows": 3}), max_length=4000
    )
    agreed_by = forms.CharField(
        label="Who agreed it?",
        max_length=200,
        help_text="A person, a meeting or a forum.",
    )


class ExtensionForm(VersionedInput):
    asked_due_on = forms.DateField(label="Which date do you ask for?")
    reason = forms.CharField(
        label="Why is more time needed?", widget=LONG(attrs={"rows": 3}), max_length=4000
    )


class DecideExtensionForm(Values, GovForm):
    sometimes_needed = frozenset({"note"})

    approve = forms.TypedChoiceField(
        label="Do you agree to the new date?",
        choices=[("yes", "Yes, move the due date"), ("no", "No, keep the due date")],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
    )
    agreed_by = forms.CharField(
        label="Who agreed it?", required=False, max_length=200, help_text="You, if left empty."
    )
    note = forms.CharField(
        label="Note to the agency",
        required=False,
        widget=LONG(attrs={"rows": 3}),
        max_length=4000,
        help_text="Needed where you keep the date.",
    )


class SignOffForm(Values, GovForm):
    outcome = forms.ChoiceField(
        label="What did the forum decide?",
        choices=SignOff.Outcome.choices,
        widget=forms.RadioSelect,
    )
    forum = forms.ModelChoiceField(Forum.objects.none(), label="Forum")
    meeting_on = forms.DateField(label="Date of the meeting")
    basis = forms.CharField(
        label="On what basis?",
        widget=LONG(attrs={"rows": 4}),
        max_length=4000,
        help_text="What the forum saw and why it was enough, or why the ask is not followed.",
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partnership = recommendation.review.partnership_id
        forums = Forum.objects.filter(partnership_id=partnership, is_active=True)
        offer(self.fields["forum"], forums)
        self.initial["forum"] = recommendation.forum_id


class NamePersonForm(Values, GovForm):
    user = forms.ModelChoiceField(User.objects.none(), label="Who may see this review?")

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.active().filter(partnership_id=review.partnership_id)
        named = review.people.values("user_id")
        people = User.objects.filter(pk__in=members.values("user_id")).exclude(pk__in=named)
        offer(self.fields["user"], people.order_by("name"))


class ReopenForm(Values, GovForm):
    reason = forms.CharField(
        label="Why is it reopened?", widget=LONG(attrs={"rows": 4}), max_length=4000
    )
