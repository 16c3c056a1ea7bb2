"""How long the evidence of a review is kept, and whether it is under legal hold."""

from typing import Any, ClassVar

from django import forms

from recommendations.forms.base import LONG, RowForm
from recommendations.models import Review


class KeepingForm(RowForm):
    """The service says which reason is missing: that for the hold, or that for lifting it."""

    lift_reason = forms.CharField(
        label="Reason for lifting the hold",
        widget=LONG(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="Only where you take the tick away: who agreed, and what has ended.",
    )

    class Meta:
        model = Review
        fields = ("retain_until", "is_held", "hold_reason")
        labels: ClassVar = {
            "retain_until": "Keep evidence until",
            "is_held": "Put this review under legal hold",
            "hold_reason": "Reason for the hold",
        }
        help_texts: ClassVar = {
            "retain_until": "After this day its files may be disposed of. Leave it empty where no "
            "date has been agreed. Before that day, or without one, only a file that should not "
            "have been uploaded may be disposed of.",
            "is_held": "For example during an inquest, an inquiry or court proceedings. Nothing of "
            "the review can be disposed of while it is held.",
            "hold_reason": "Who asked for it, and for which proceedings.",
        }

    sometimes_needed: ClassVar = frozenset({"hold_reason", "lift_reason"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial["is_held"]:
            self.fields["is_held"].label = "This review is under legal hold"
        else:
            del self.fields["lift_reason"]
