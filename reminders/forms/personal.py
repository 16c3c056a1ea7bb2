"""What a person chooses about their own mails, and who covers for them."""

from collections.abc import Mapping
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from agencies.models import Partnership
from reminders.choices import Choices
from reminders.models import Policy, Preference
from scr_tracker.forms import GovForm

Rhythm = Preference.Rhythm


class PreferenceForm(GovForm):
    """How often. The day of a weekly mail is asked for where that is chosen."""

    reveals = {"rhythm": {Rhythm.WEEKLY: ["weekday"]}}

    rhythm = forms.ChoiceField(
        label="How often do you want to hear of what you owe?",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
    )
    weekday = forms.TypedChoiceField(
        label="On which day?",
        choices=Policy.Weekday.choices,
        coerce=int,
        required=False,
        empty_value=None,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rhythm: Any = self.fields["rhythm"]
        rhythm.choices = [
            Choice(each, each.label, hint=choices.said(each), is_off=not choices.is_allowed(each))
            for each in Rhythm
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("weekday") is None:
            data["weekday"] = Policy.Weekday.MONDAY
        return data

    @staticmethod
    def initial_of(preference: Preference | None, choices: Choices) -> dict[str, Any]:
        """What holds now: of a choice that is allowed nowhere any more, what it comes to."""
        if preference is None:
            return {"rhythm": Rhythm.DAILY, "weekday": 0, "version": 0}
        is_allowed = choices.is_allowed(preference.rhythm)
        return {
            "rhythm": preference.rhythm if is_allowed else Rhythm.DAILY,
            "weekday": preference.weekday,
            "version": preference.version,
        }


class CoverForm(GovForm):
    """Who covers, and from when until when."""

    partnership = forms.ChoiceField(
        label="In which partnership?", error_messages={"required": "Select a partnership"}
    )
    delegate = forms.ChoiceField(
        label="Who covers?", error_messages={"required": "Select a person"}
    )
    first_on = forms.DateField(label="First day")
    last_on = forms.DateField(label="Last day")

    def __init__(
        self,
        *args: Any,
        places: Mapping[str, Partnership],
        people: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        """By their public ids; where there is one partnership only, it is not asked for."""
        super().__init__(*args, **kwargs)
        self.places, self.people = places, people
        names = [
            (key, getattr(person, "shown_name", person.name)) for key, person in people.items()
        ]
        choice: Any = self.fields["delegate"]
        choice.choices = [("", "Choose one"), *names]
        if len(places) == 1:
            del self.fields["partnership"]
            return
        where: Any = self.fields["partnership"]
        where.choices = [("", "Choose one"), *((key, str(each)) for key, each in places.items())]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        place = data.get("partnership") or next(iter(self.places))
        return {
            "partnership": self.places[place],
            "delegate": self.people[data["delegate"]],
            "first_on": data["first_on"],
            "last_on": data["last_on"],
        }
