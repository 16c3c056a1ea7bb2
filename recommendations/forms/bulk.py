"""What is to be changed in the rows that were ticked, and why."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.exceptions import ValidationError

from agencies.forms import OneLine
from agencies.models import Agency, Partnership, User
from agencies.queries import acts_for
from recommendations.bulk.plans import What, Wish
from recommendations.forms.actions import OwnerField
from recommendations.forms.base import LONG, offer
from recommendations.models import Theme
from scr_tracker.forms import GovForm

if TYPE_CHECKING:
    from agencies.access import Person

REASON_HINT = "It stands with each of them, for everybody who may read it."


class BulkForm(GovForm):
    """One question: what; below each answer its new value; and one reason for all."""

    #: The field that holds the new value of each choice, and what to say where it is missing.
    values: ClassVar[dict[str, tuple[str, str]]] = {}

    what = forms.ChoiceField(label="What do you change?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why?", widget=LONG(attrs={"rows": 3}), max_length=2000, help_text=REASON_HINT
    )

    def __init__(self, *args: Any, user: "Person", partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        what = data.get("what")
        if what in self.values:
            name, message = self.values[what]
            if name not in self.errors and data.get(name) in (None, ""):
                self.add_error(name, message)
        return data

    def wish(self, today: date) -> Wish:
        what = self.cleaned_data["what"]
        return Wish(self.partnership, what, self.value_of(what), today)

    def value_of(self, what: str) -> Any:
        return self.cleaned_data[self.values[what][0]]

    def who_agreed(self) -> str:
        return str(self.cleaned_data.get("agreed_by", ""))


class BulkActionForm(BulkForm):
    field_order = ("what", "owner", "no_owner", "lead_agency", "new_due_on", "agreed_by", "reason")
    reveals = {
        "what": {
            What.OWNER: ["owner", "no_owner"],
            What.LEAD: ["lead_agency"],
            What.DUE: ["new_due_on", "agreed_by"],
        }
    }
    values: ClassVar = {
        What.OWNER: ("owner", "Select the new owner"),
        What.LEAD: ("lead_agency", "Select the new lead agency"),
        What.DUE: ("new_due_on", "Enter the new due date"),
    }

    owner = OwnerField(User.objects.none(), label="New owner", required=False)
    no_owner = forms.BooleanField(label="Nobody owns them for now", required=False)
    lead_agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="New lead agency",
        required=False,
        help_text="An owner who does not act for it owns the action no more.",
    )
    new_due_on = forms.DateField(label="New due date", required=False)
    agreed_by = OneLine(
        label="Who agreed it?",
        required=False,
        max_length=200,
        help_text="The person, meeting or forum.",
    )

    def __init__(self, *args: Any, user: "Person", partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, user=user, partnership=partnership, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            Choice(What.OWNER, "The owner"),
            Choice(What.LEAD, "The lead agency"),
            Choice(What.DUE, "The due date", hint="The first date and earlier ones stay on record"),
        ]
        owner = self.fields["owner"]
        assert isinstance(owner, OwnerField)  # noqa: S101 - said to the type checker
        owner.acts_for = acts_for(partnership.pk)
        offer(owner, User.objects.acting_for(partnership.pk).order_by("name"))
        offer(self.fields["lead_agency"], Agency.objects.serving(partnership.pk).order_by("name"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        what = data.get("what")
        if what == What.OWNER and data.get("no_owner"):
            self.errors.pop("owner", None)
            if data.get("owner"):
                self.add_error("no_owner", "Choose an owner, or nobody")
        if what == What.DUE and not data.get("agreed_by"):
            self.add_error("agreed_by", "Say who agreed the new date")
        return data

    def value_of(self, what: str) -> Any:
        if what == What.OWNER and self.cleaned_data["no_owner"]:
            return None
        return super().value_of(what)


class BulkThemeForm(BulkForm):
    field_order = ("what", "theme", "new_theme", "old_theme", "reason")
    reveals = {
        "what": {What.THEME_ADDED: ["theme", "new_theme"], What.THEME_REMOVED: ["old_theme"]}
    }
    values: ClassVar = {What.THEME_REMOVED: ("old_theme", "Select the theme to take away")}

    theme = forms.ModelChoiceField(Theme.objects.none(), label="Theme", required=False)
    new_theme = OneLine(label="Or a new theme", max_length=120, required=False)
    old_theme = forms.ModelChoiceField(Theme.objects.none(), label="Theme", required=False)

    def __init__(self, *args: Any, user: "Person", partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, user=user, partnership=partnership, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            Choice(What.THEME_ADDED, "Add a theme"),
            Choice(What.THEME_REMOVED, "Take a theme away"),
        ]
        for name in ("theme", "old_theme"):
            themes = Theme.objects.offered_to(user)
            offer(self.fields[name], themes.filter(partnership=partnership))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("what") == What.THEME_ADDED and "theme" not in self.errors:
            named = [name for name in ("theme", "new_theme") if data.get(name)]
            if len(named) != 1 and "new_theme" not in self.errors:
                self.add_error("theme", ValidationError("Choose one theme, or type a new one"))
        return data

    def value_of(self, what: str) -> Any:
        if what == What.THEME_ADDED:
            return self.cleaned_data["theme"] or self.cleaned_data["new_theme"]
        return super().value_of(what)
