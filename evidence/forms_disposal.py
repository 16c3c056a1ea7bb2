"""Proposing that files go, and deciding on it."""

from typing import Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms

from evidence.models import Disposal
from scr_tracker.forms import GovForm

Ground = Disposal.Ground


class DisposalForm(GovForm):
    ground = forms.ChoiceField(
        label="Why may it go?",
        widget=forms.RadioSelect,
        choices=[
            Choice(Ground.OVER, Ground.OVER.label, hint="The date for keeping has passed."),
            Choice(
                Ground.MISTAKE,
                Ground.MISTAKE.label,
                hint="For example it names a child, or is the wrong file. Tell your data "
                "protection lead as well.",
            ),
        ],
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text="This stays on record when the files are gone. Name nobody in it.",
    )
    sometimes_needed: ClassVar = frozenset({"reason"})


#: Somebody chose to dispose of the files on a page that was older than the hold.
HELD_SINCE = "A legal hold was put on since you opened this page. The files stay while it lasts."
KEPT = "Say why the files are kept."
WRITTEN_TO_DISPOSE = "You wrote this for disposing of the files. Write instead why they are kept."


class DecideDisposalForm(GovForm):
    """Who proposed it can only take it back; under a legal hold nobody can do more."""

    decision = forms.ChoiceField(
        label="Your decision",
        widget=forms.RadioSelect,
        choices=[
            Choice("accept", "Dispose of the files", hint="They cannot be brought back."),
            Choice("decline", "Keep the files"),
        ],
    )
    note = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Needed where the files are kept.",
    )
    sometimes_needed: ClassVar = frozenset({"note"})

    def __init__(self, *args: Any, is_own: bool, is_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_held = is_held
        self.is_held_since = is_held and self.data.get("decision") == "accept"
        if is_held:
            del self.fields["decision"]
            why = WRITTEN_TO_DISPOSE if self.is_held_since and self.data.get("note") else KEPT
            self.fields["note"].help_text = why
        elif is_own:
            del self.fields["decision"]
            self.fields["note"].help_text = "Say why you take your proposal back."

    def clean(self) -> dict[str, Any]:
        if self.is_held_since:
            raise forms.ValidationError(HELD_SINCE)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        accept = self.cleaned_data.get("decision") == "accept"
        return {"accept": accept, "note": self.cleaned_data["note"]}
