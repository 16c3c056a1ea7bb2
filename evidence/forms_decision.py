"""Deciding on one item: accepted, or sent back with what is wrong."""

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from evidence.models import Evidence, EvidenceDecision
from recommendations.forms.base import mentions
from scr_tracker.forms import GovForm


class DecisionForm(GovForm):
    """What cannot be accepted (`why_not`) can be sent back all the same."""

    decision = forms.ChoiceField(
        label="Does it show what it should?",
        choices=[
            Choice("accepted", "Accept it"),
            Choice("returned", "Send it back", hint="Say below what is wrong or missing"),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, evidence: Evidence, why_not: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mentions(self.fields["comment"], evidence)
        if why_not:
            decision = self.fields["decision"]
            decision.choices = decision.choices[1:]  # type: ignore[attr-defined]
            decision.help_text = f"It cannot be accepted: {why_not}"
            decision.error_messages["invalid_choice"] = f"It cannot be accepted: {why_not}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        returned = data.get("decision") == EvidenceDecision.Decision.RETURNED
        if returned and not data.get("comment", "").strip() and "comment" not in self.errors:
            self.add_error("comment", "Say what is wrong with the evidence")
        return data
