"""Actions: what they say, how they move."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from agencies.models import Agency, User
from agencies.queries import acts_for
from recommendations import permissions
from recommendations.days import before_review, why_not_past
from recommendations.forms.base import (
    LONG,
    AsksAgain,
    RowForm,
    Values,
    VersionedInput,
    mentions,
    offer,
)
from recommendations.models import Action, Recommendation
from recommendations.status import Status
from recommendations.verifying import A_SENTENCE, Standing, listed, standing
from scr_tracker.forms import GovForm
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person


class OwnerField(forms.ModelChoiceField):
    """People, each with the agency for which they act."""

    #: By the person's id.
    acts_for: Mapping[int, str] = MappingProxyType({})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {self.acts_for.get(obj.pk, 'no role here any more')}"


class ActionForm(AsksAgain, RowForm):
    """A due date of a new action that has passed is asked about once: it may be a slip in the year,
    or what was agreed long ago."""

    past_is_right = forms.BooleanField(
        label="The date is right, though it has passed", required=False
    )

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
            "strength": "How strong is it?",
            "recurs_every": "Does it repeat?",
            "is_shared": "Let the other responsible agencies read this action",
        }
        help_texts: ClassVar = {
            "is_shared": "",
            "owner": "Somebody who leads for the lead agency, or a partnership manager.",
        }
        field_classes: ClassVar = {"owner": OwnerField}

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
        self.hold_back("past_is_right")
        offer(self.fields["lead_agency"], agencies.order_by("name"))
        offer(self.fields["contributing_agencies"], agencies.order_by("name"))
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)  # noqa: S101 - said to the type checker
        owner.acts_for = acts_for(partnership_id)
        offer(owner, people.order_by("name"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        due_on = data.get("due_on")
        if due_on and due_on < timezone.localdate():
            self.ask_again("due_on", "past_is_right", f"{long_day(due_on)} has passed")
        return data


class StatusField(forms.ChoiceField):
    """Shows the moves that are legal now; takes any status, because the service refuses better.

    A form that somebody overtook would otherwise say "select from the list" instead of what the
    other person changed.
    """

    def valid_value(self, value: Any) -> bool:
        return value in Status.values


class UpdateForm(AsksAgain, VersionedInput):
    """The small form on the action's page: what has happened, and the status.

    Work that was done before there was a review is asked about once."""

    note = forms.CharField(
        label="What has happened?",
        widget=LONG(attrs={"rows": 4}),
        max_length=4000,
    )
    to = StatusField(label="Status", widget=forms.RadioSelect, required=False)
    completed_on = forms.DateField(
        label="When was the work done?", required=False, help_text="Today, if left empty."
    )
    early_is_right = forms.BooleanField(
        label="The day is right: the work was done before the review", required=False
    )
    is_at_risk = forms.BooleanField(label="The due date may not be kept", required=False)

    def __init__(self, *args: Any, action: Action, user: "Person", **kwargs: Any) -> None:
        moves = permissions.moves(user, action)
        may_rate = bool(permissions.roles_on(user, action))
        self.reveals = {"to": {"completed": ["completed_on"]}} if Status.COMPLETED in moves else {}
        super().__init__(*args, **kwargs)
        self.review = action.recommendation.review
        self.hold_back("early_is_right")
        # The service asks for it, in words that fit the move.
        self.fields["note"].required = False
        mentions(self.fields["note"], action)
        self.initial.update(version=action.version, is_at_risk=action.is_at_risk)
        self.initial["completed_on"] = timezone.localdate()
        hints = hints_of(moves, standing(action, user) if PROVEN & set(moves) else Standing())
        statuses = self.fields["to"]
        assert isinstance(statuses, forms.ChoiceField)  # noqa: S101 - said to the type checker
        statuses.choices = [
            Choice("", f"No change: {action.get_status_display().lower()}"),
            *(Choice(to, label_of(action, to), hint=hint) for to, hint in hints.items()),
        ]
        self.initial.setdefault("to", "")
        if Status.COMPLETED not in moves:
            del self.fields["completed_on"]
        if not may_rate or action.status not in (Status.NOT_STARTED, Status.IN_PROGRESS):
            del self.fields["is_at_risk"]
        if not moves and not self.is_bound:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        done = data.get("completed_on") if data.get("to") == Status.COMPLETED else None
        if done and not why_not_past(done, "") and (odd := before_review(done, self.review)):
            self.reveals = {"to": {"completed": ["completed_on", "early_is_right"]}}
            self.ask_again("completed_on", "early_is_right", odd)
        return data


#: What each status asks of the note, said below its radio button.
HINTS = {
    Status.ON_HOLD: "Say above what stops progress.",
    Status.WITHDRAWN: "Give the reason above. A withdrawn action stays on record.",
}
#: The statuses that rest on evidence: their hints name what is there.
PROVEN = {Status.COMPLETED, Status.VERIFIED}


def hints_of(moves: Iterable[Status], proof: Standing) -> dict[Status, str | None]:
    own = {Status.COMPLETED: _claimed_on(proof), Status.VERIFIED: _verified_on(proof)}
    return {to: own.get(to, HINTS.get(to)) for to in moves}


def _claimed_on(proof: Standing) -> str:
    if proof.items:
        named = listed(proof.items)
        return f"Say above what was done, and which evidence shows it. On this page: {named}."
    return "Say above what was done. There is no evidence yet: add what shows it."


def _verified_on(proof: Standing) -> str:
    if proof.against:
        return proof.against
    if proof.items:
        return f"Say above what the evidence shows: {listed(proof.items)}."
    return f"There is no evidence. Say above, in {A_SENTENCE}, why none is needed."


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
    """Carries which request was read: a later one needs a reading of its own."""

    asked = forms.UUIDField(widget=forms.HiddenInput)
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
