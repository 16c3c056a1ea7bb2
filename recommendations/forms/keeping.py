"""How long the evidence of a review is kept, and whether it is under legal hold."""

from typing import ClassVar

from recommendations.forms.base import RowForm
from recommendations.models import Review


class KeepingForm(RowForm):
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
            "date has been agreed: then nothing is disposed of.",
            "is_held": "For example during an inquest, an inquiry or court proceedings. Nothing of "
            "the review can be disposed of while it is held.",
            "hold_reason": "Who asked for it, and for which proceedings.",
        }

    sometimes_needed: ClassVar = frozenset({"hold_reason"})
