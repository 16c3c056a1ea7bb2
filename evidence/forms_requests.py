"""Asking an agency for evidence, answering, and deciding on the answer."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms

from agencies.models import Agency
from evidence.models import Evidence, EvidenceRequest
from evidence.states import state_of
from recommendations.forms.base import mentions
from recommendations.models import Action, Recommendation
from recommendations.queries import agencies_with_part
from recommendations.status import Status
from scr_tracker.forms import GovForm
from scr_tracker.words import long_day

LONG = forms.Textarea
#: Stands in front of what the agency that is asked did not bring itself.
FROM_OTHERS = "Brought by others"


class OneAction(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference} {obj.title}"


class WantedForm(GovForm):
    """What is wanted, and by when."""

    wanted = forms.CharField(
        label="What evidence do you want?",
        widget=LONG(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Say what evidence you want"},
        help_text="Say what it should show. For example: how many of the sampled referrals held "
        "all that the decision needs. Name nobody.",
    )
    due_on = forms.DateField(
        label="By when?", error_messages={"required": "Enter the day by which you want it"}
    )


class AskForm(WantedForm):
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Which agency do you ask?",
        error_messages={"required": "Choose the agency that you ask"},
    )
    action = OneAction(
        Action.objects.none(),
        label="Which action is it about?",
        required=False,
        empty_label="The recommendation as a whole",
        help_text="The agency must act in it.",
    )
    field_order = ("agency", "action", "wanted", "due_on")

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        action: Action | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        agency: Any = self.fields["agency"]
        agency.queryset = agencies_with_part(recommendation)
        actions = recommendation.actions.exclude(status=Status.WITHDRAWN)
        field: Any = self.fields["action"]
        field.queryset = actions.select_related("recommendation").order_by("number")
        if action:
            self.initial.update(action=action.pk, agency=action.lead_agency_id)


class ChangeForm(WantedForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: EvidenceRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("wanted", "due_on", "version"):
            self.initial[name] = getattr(asked, name)


class WithdrawForm(GovForm):
    reason = forms.CharField(
        label="Why is it no longer wanted?", widget=LONG(attrs={"rows": 3}), max_length=2000
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(GovForm):
    """One of the items that are there."""

    evidence = forms.ChoiceField(
        label="Which evidence answers the request?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the evidence that answers the request"},
    )
    note = forms.CharField(
        label="Anything to add",
        widget=LONG(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text="For example where in it to look.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, asked: EvidenceRequest, items: Sequence[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mentions(self.fields["note"], asked)
        self.items = {str(item.public_id): item for item in items}
        field: Any = self.fields["evidence"]
        others = [key for key, item in self.items.items() if not item.is_own]  # type: ignore[attr-defined]
        field.choices = [
            Choice(
                key,
                item.title,
                hint=_about(item),
                divider=FROM_OTHERS if key in others[:1] else "",
            )
            for key, item in self.items.items()
        ]

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "evidence": self.items[self.cleaned_data["evidence"]]}


class JudgeForm(GovForm):
    """`may_close`: the item is accepted, by somebody else than who brought it in."""

    answers = forms.ChoiceField(
        label="Does it answer the request?",
        choices=[
            ("yes", "Yes, close the request"),
            Choice("no", "No, the agency answers anew", hint="The evidence keeps its decision"),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What is missing?",
        widget=LONG(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reveals = {"answers": {"no": ["note"]}}
    sometimes_needed: ClassVar = frozenset({"note"})

    def __init__(self, *args: Any, asked: EvidenceRequest, may_close: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentions(self.fields["note"], asked)
        if not may_close:
            del self.fields["answers"]
            self.reveals = {}

    def values(self) -> dict[str, Any]:
        """What stands below “no” is not read where the answer is yes."""
        answers = self.cleaned_data.get("answers", "no") == "yes"
        note = "" if answers else self.cleaned_data["note"]
        return {"answers": answers, "note": note, "version": self.cleaned_data["version"]}


def _about(item: Any) -> str:
    """Whose it is comes first."""
    whose = f"From {item.agency}" if item.agency else "From the partnership"
    if item.agency and not item.is_own:
        whose += ", another agency"
    state = state_of(item).label
    said = f"{whose} · {item.get_kind_display()} · {long_day(item.dated_on)} · {state}"
    return f"{said} · Just added" if item.is_just_added else said
