"""What a manager types about the days on which forums meet."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from agencies.forms import OneLine
from scr_tracker.form_fields import day_in
from scr_tracker.forms import GovForm

#: More than a year of weekly meetings is a slip.
MOST = 60


class _TitledForm(GovForm):
    title = OneLine(
        label="What kind of meeting",
        required=False,
        max_length=100,
        help_text="Where it is not an ordinary one, for example “Extraordinary meeting”.",
    )


class MeetingsForm(_TitledForm):
    """One or more days, one on each line."""

    field_order = ("days", "title")

    days = forms.CharField(
        label="Days of the meetings",
        max_length=2000,
        widget=forms.Textarea,
        help_text="One on each line, past or to come, for example 4 March 2027 or 4/3/2027.",
        error_messages={"required": "Enter the day of the meeting"},
    )

    def clean_days(self) -> list[date]:
        found: dict[date, int] = {}
        wrong: list[str] = []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            day = day_in(line)
            if day in found:
                wrong.append(f"Line {number} is the same day as line {found[day]}")
            elif day:
                found[day] = number
            elif line.strip():
                wrong.append(f"Line {number} must be a real date, like 4 March 2027")
        if len(found) > MOST:
            wrong.append(f"Enter at most {MOST} days at once")
        if wrong:
            raise ValidationError(wrong)
        return list(found)


class MeetingForm(_TitledForm):
    field_order = ("held_on", "title")

    held_on = forms.DateField(label="Day of the meeting")
    version = forms.IntegerField(widget=forms.HiddenInput)
