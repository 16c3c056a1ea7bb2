"""A partnership's policy, as its managers edit it."""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.layout import Fieldset, Layout, Size
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from reminders.checks import check
from reminders.models import Policy
from scr_tracker.errors import ServiceRefused, StaleRecord
from scr_tracker.flow import say_invalid
from scr_tracker.forms import GovForm
from scr_tracker.merging import merge

#: The fields of the form that are the policy's own.
FIELDS = (
    *("is_on", "days_before", "on_the_day", "days_after", "then_every"),
    *("leads_after", "executives_after", "top_after", "digest_weekday", "digest_hour"),
    *("is_quiet_at_weekends", "is_quiet_on_bank_holidays", "paused_from", "paused_until"),
    *("allows_weekly", "allows_overdue_only", "shows_wording"),
)
MOST_DAYS = 10
PAST = "Choose today or a later day. What went out on earlier days is in the outbox"


class DaysField(forms.CharField):
    """Numbers of days with commas between them, each once: "14, 3". The first in time is first."""

    def __init__(self, *, most: int, is_before: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=80, required=False, **kwargs)
        self.most, self.is_before = most, is_before

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [word.strip() for word in str(value or "").replace(";", ",").split(",")]
        words = [word for word in words if word]
        if not all(word.isdecimal() and word.isascii() and len(word) < 6 for word in words):
            raise ValidationError("Write whole numbers with commas between them, for example 14, 3")
        numbers = sorted({int(word) for word in words})
        if any(not 1 <= number <= self.most for number in numbers):
            raise ValidationError(f"Each number of days must be between 1 and {self.most}")
        if len(numbers) > MOST_DAYS:
            raise ValidationError(f"Write {MOST_DAYS} numbers or fewer")
        return self.in_order(numbers)

    def in_order(self, numbers: Sequence[int]) -> list[int]:
        return sorted(numbers, reverse=self.is_before)


def _days_late(label: str, hint: str, *, required: bool, least: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=least,
        max_value=Policy.MOST_AFTER,
    )


class PolicyForm(GovForm):
    """When reminders go, to whom, and when it is quiet. `preview_on` is not of the policy."""

    is_on = forms.BooleanField(label="Send reminders and digests", required=False)
    days_before = DaysField(
        label="How many days before the due date?",
        most=Policy.MOST_BEFORE,
        is_before=True,
        help_text="Numbers with commas between them. Leave it empty for none.",
    )
    on_the_day = forms.BooleanField(label="On the due date itself", required=False)
    days_after = DaysField(
        label="How many days after it, while it is late?",
        most=Policy.MOST_AFTER,
        help_text="Numbers with commas between them, further apart each time.",
    )
    then_every = forms.IntegerField(
        label="And then every how many days?",
        min_value=1,
        max_value=Policy.LONGEST_SILENCE,
        help_text="What stays late is never passed over for longer than a month.",
    )
    leads_after = _days_late(
        "Agency leads: after how many days late?",
        "With 0 they are told from the start, as the owner is. "
        "Where nobody owns it, they always are.",
        required=True,
        least=0,
    )
    executives_after = _days_late(
        "The agency’s executive lead: after how many days late?",
        "Leave it empty for never.",
        required=False,
        least=1,
    )
    top_after = _days_late(
        "Partnership managers and the chair: after how many days late?",
        "Each thing by itself, beside the weekly digest. Leave it empty for never.",
        required=False,
        least=1,
    )
    digest_weekday = forms.TypedChoiceField(
        label="On which day?", choices=Policy.Weekday.choices, coerce=int
    )
    digest_hour = forms.TypedChoiceField(
        label="From what time on?",
        choices=[(h, f"{h}:00") for h in range(Policy.FIRST_HOUR, Policy.LAST_HOUR + 1)],
        coerce=int,
    )
    is_quiet_at_weekends = forms.BooleanField(label="Nothing at weekends", required=False)
    is_quiet_on_bank_holidays = forms.BooleanField(required=False)
    paused_from = forms.DateField(label="First day of a pause", required=False)
    paused_until = forms.DateField(label="Last day of the pause", required=False)
    allows_weekly = forms.BooleanField(
        label="People may choose to get one mail a week", required=False
    )
    allows_overdue_only = forms.BooleanField(
        label="People may choose to hear only of what is overdue", required=False
    )
    shows_wording = forms.BooleanField(
        label="Mails hold the pseudonyms of reviews and the titles of actions, too",
        required=False,
        help_text="Without this a mail holds references, dates and links only. "
        "Titles can say what happened to whom: mail is read on phones and in public. "
        "Those of a restricted review stay out, whatever is chosen here.",
    )
    preview_on = forms.DateField(label="Which day?", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        self.policy = policy
        super().__init__(*args, initial=self.initial_of(policy), **kwargs)
        nation = policy.partnership.get_nation_display()
        self.fields["is_quiet_on_bank_holidays"].label = f"Nothing on bank holidays in {nation}"
        if policy.paused_until and policy.paused_until < timezone.localdate():
            over = "This pause is over. Leave both dates empty to forget it."
            self.fields["paused_until"].help_text = over

    @property
    def is_look(self) -> bool:
        """Sent to see a day, and not to save."""
        return "preview" in self.data

    @classmethod
    def initial_of(cls, policy: Any) -> dict[str, Any]:
        """Of a policy or of a record of its history.

        A policy that is not saved yet has no version that anybody could have changed.
        """
        held = {name: getattr(policy, name) for name in FIELDS}
        for name, field in cls.base_fields.items():
            if isinstance(field, DaysField):
                held[name] = field.in_order(held[name])
        return {**held, "version": policy.version if policy.pk else 0}

    def layout(self) -> Layout:
        return Layout(
            "is_on",
            _group("When", "days_before", "on_the_day", "days_after", "then_every"),
            _group("Who, while it stays late", "leads_after", "executives_after", "top_after"),
            _group(
                "The managers’ weekly digest of all that is late", "digest_weekday", "digest_hour"
            ),
            _group(
                "Quiet days",
                *("is_quiet_at_weekends", "is_quiet_on_bank_holidays"),
                *("paused_from", "paused_until"),
            ),
            _group("What people may choose", "allows_weekly", "allows_overdue_only"),
            _group("What a mail holds", "shows_wording"),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        stored = self.policy.paused_from, self.policy.paused_until
        try:
            check(self.tried(), stored, timezone.localdate(), exclude=set(self.errors))
        except ValidationError as wrong:
            say_invalid(self, wrong)
        self._clean_day(data)
        return data

    def _clean_day(self, data: dict[str, Any]) -> None:
        """The day of the preview is no rule: it keeps nobody from saving the rules."""
        day = data.get("preview_on")
        is_past = bool(day and day < timezone.localdate())
        if not self.is_look:
            self.errors.pop("preview_on", None)
            data["preview_on"] = None if is_past else day
        elif is_past:
            self.add_error("preview_on", PAST)

    def refused(self, error: ServiceRefused, by: int | None = None) -> None:
        """Merged with what somebody else has saved: see `merging.py`."""
        super().refused(error, by)
        if isinstance(error, StaleRecord) and error.read is not None:
            typed, self.policy = self.tried(), error.saved
            read, saved = self.initial_of(error.read), self.initial_of(error.saved)
            values = {name: (read[name], saved[name]) for name in FIELDS}
            self.stale_conflicts = merge(self, typed, error.saved, values)

    def tried(self) -> Policy:
        """The policy as it would be; the defaults stand where something is wrong."""
        return Policy(partnership=self.policy.partnership, **self.values())

    def values(self) -> dict[str, Any]:
        """What the policy is to hold."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


def _group(legend: str, *names: str) -> Fieldset:
    fields: Sequence[str] = names
    return Fieldset(*fields, legend=legend, legend_size=Size.MEDIUM)
