"""The small forms of the verification queue: one for each item, one for the claim.

Each has two buttons, and the button that was pressed is the answer: `decision`.
"""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.layout import Layout
from django import forms

from evidence.models import Evidence, EvidenceDecision
from recommendations.forms.base import mentions
from recommendations.models import Action
from recommendations.status import Status
from recommendations.verifying import A_SENTENCE
from scr_tracker.forms import GovForm


class TwoButtons(GovForm):
    """A text and the version that was read. Its prefix keeps several on one page apart."""

    answers: tuple[str, str]
    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.CharField(required=False)

    def layout(self) -> Layout:
        """All but the decision: the buttons are it."""
        shown = (name for name, field in self.fields.items() if not field.widget.is_hidden)
        return Layout(*(name for name in shown if name != "decision"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") not in self.answers:
            self.add_error(None, "Press one of the two buttons")
        return data


class ItemForm(TwoButtons):
    answers = (EvidenceDecision.Decision.ACCEPTED.value, EvidenceDecision.Decision.RETURNED.value)
    comment = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where you send it back.",
    )
    sometimes_needed = frozenset({"comment", "decision"})

    def __init__(self, *args: Any, evidence: Evidence, **kwargs: Any) -> None:
        self.evidence = evidence
        super().__init__(*args, prefix=f"e{evidence.pk}", **kwargs)
        self.initial["version"] = evidence.version
        self.fields["comment"].label = "Comment"
        mentions(self.fields["comment"], evidence)


class VerifyForm(TwoButtons):
    answers = (Status.VERIFIED.value, Status.IN_PROGRESS.value)
    note = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sometimes_needed = frozenset({"note", "decision"})

    def __init__(
        self, *args: Any, action: Action, items: Sequence[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = action.version
        note = self.fields["note"]
        if items:
            note.label = "What does the evidence show?"
            note.help_text = "Where you send the action back: what is missing."
        else:
            note.label = "Why is no evidence needed?"
            note.help_text = (
                f"There is none. Say in {A_SENTENCE} why the action can be verified all the same. "
                "Where you send it back: what is missing."
            )
        mentions(note, action)
