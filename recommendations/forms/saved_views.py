"""Under which name a filter is kept, and for whom."""

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from agencies.forms import OneLine
from agencies.models import Partnership
from recommendations.forms.base import Values
from recommendations.models import SavedView
from scr_tracker.forms import GovForm

NAME_LONGEST = SavedView._meta.get_field("name").max_length


class EditViewForm(Values, GovForm):
    """`partnerships`: those with which the person may share it; with none nothing is asked."""

    name = OneLine(label="Name of the view", max_length=NAME_LONGEST)
    shared_with = forms.TypedChoiceField(
        label="Who sees it in their list of views?",
        required=False,
        widget=forms.RadioSelect,
        help_text="They read its name. What it shows each of them is only what they may see.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {str(each.public_id): each for each in partnerships}
        shared: Any = self.fields["shared_with"]
        shared.coerce, shared.empty_value = found.get, None
        shared.choices = [Choice("", "Only me")] + [
            Choice(key, f"Everybody with a role in {each.name}") for key, each in found.items()
        ]
        if not found:
            del self.fields["shared_with"]

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        return {"shared_with": None, **super().values(with_version=with_version)}


class SaveViewForm(EditViewForm):
    is_start = forms.BooleanField(
        label="Make it my start page: it opens first, and My work stays in the menu",
        required=False,
    )
