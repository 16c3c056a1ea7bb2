"""What people are asked about evidence. Whether they may, and what follows, is the services'."""

from datetime import date
from typing import TYPE_CHECKING, Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.layout import Layout
from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.db.models import TextChoices

from evidence import filetypes
from evidence.figure_rows import FigureRowsForm, whole_number
from evidence.models import Evidence, EvidenceRequest
from evidence.pending import MOST_AT_ONCE
from evidence.periods import wrong_dates
from evidence.permissions import addable_actions, sources
from evidence.upload_rows import Tray
from recommendations.days import before_review
from recommendations.forms.base import AsksAgain
from recommendations.models import Action, Review
from recommendations.permissions import roles_on

if TYPE_CHECKING:
    from agencies.access import Person


class Way(TextChoices):
    """How the proof comes in: `?kind=` of the page."""

    FILE = "file", "File"
    LINK = "link", "Link"
    FIGURES = "figures", "Figures"


#: Figures may be of anything.
USUAL = {Way.FILE: Evidence.Kind.DOCUMENT, Way.LINK: Evidence.Kind.LINK}
LEVELS = [
    Choice("output", "Output", hint="What was done: a course held, a procedure written"),
    Choice("quality", "Quality", hint="How well it was done: an audit, a survey of those trained"),
    Choice("outcome", "Outcome", hint="What difference it made for children or adults"),
]


class ActionChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference} {obj.title}"


class ManyFiles(forms.FileInput):
    """The plain file field for several; phones offer the camera by themselves."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return None  # `Tray` has received them, one by one


class FactsForm(FigureRowsForm):
    """What may be said of an item, and three rows or more for its figures."""

    #: The item that is edited; None for a new one.
    evidence: Evidence | None = None

    title = forms.CharField(
        max_length=250, help_text="For example: Attendance at the neglect workshops, spring 2026"
    )
    kind = forms.ChoiceField(
        label="Kind of evidence", choices=Evidence.Kind.choices, widget=forms.RadioSelect
    )
    sessions = whole_number("How many sessions were held?")
    attendees = whole_number("How many people attended?")
    level = forms.ChoiceField(label="What does it show?", choices=LEVELS, widget=forms.RadioSelect)
    dated_on = forms.DateField(
        label="Date of the evidence",
        help_text="The day of the thing itself, not of the upload. Its first day, if it has more.",
    )
    dated_until = forms.DateField(
        label="Last day", required=False, help_text="Only where it covers a period."
    )
    description = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    marking = forms.ChoiceField(
        choices=Review.Marking.choices,
        initial=Review.Marking.OFFICIAL,
        widget=forms.RadioSelect,
    )
    is_shared = forms.BooleanField(
        label="Share it: other agencies that may see the action may read it", required=False
    )
    url = forms.URLField(
        label="Link",
        max_length=1000,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"])],
        help_text="The full address, as in the browser’s address bar.",
    )

    reveals = {"kind": {Evidence.Kind.TRAINING.value: ["sessions", "attendees"]}}

    def clean(self) -> dict[str, Any]:
        """The service judges dates too; said here, they come with all else that is wrong."""
        data = super().clean()
        for name, why in wrong_dates(data, self.evidence).items():
            self.add_error(name, why)
        return data

    def leave_out_kind(self, kind: Evidence.Kind) -> None:
        field: Any = self.fields["kind"]
        field.choices = [each for each in field.choices if each[0] != kind]

    def facts(self) -> dict[str, Any]:
        names = ("title", "kind", "level", "dated_on", "dated_until", "description", "is_shared")
        data = {name: self.cleaned_data[name] for name in names}
        data["marking"] = self.cleaned_data.get("marking", Review.Marking.SENSITIVE)
        if "url" in self.fields:
            data["url"] = self.cleaned_data["url"]
        return data

    def layout(self) -> Layout:
        shown = [
            name
            for name, field in self.fields.items()
            if not (name.startswith("figure_") or name in self.revealed or field.widget.is_hidden)
        ]
        return Layout(*shown, self._figure_rows())


class AddForm(AsksAgain, FactsForm):
    """A new item. Whether it names anybody was asked before (`forms_names.py`).

    A date from before the review was commissioned is asked about once.
    """

    file = forms.FileField(required=False, label="Files")
    agency = forms.ChoiceField(label="Where does it come from?", widget=forms.RadioSelect)
    also_supports = ActionChoices(
        label="Which actions does it support?", queryset=Action.objects.none()
    )
    early_is_right = forms.BooleanField(
        label="The date is right: it is from before the review", required=False
    )
    field_order = ("file", "url")
    #: The request for evidence to which it is offered.
    answers: EvidenceRequest | None = None

    def __init__(self, *args: Any, user: "Person", action: Action, way: Way, **kwargs: Any) -> None:
        self.action, self.way = action, way
        self.tray: Tray | None = kwargs.pop("tray", None)
        self.names_somebody: bool = kwargs.pop("names_somebody", False)
        super().__init__(*args, **kwargs)
        self.hold_back("early_is_right")
        self.fields["kind"].initial = USUAL.get(way)
        if way != Way.LINK:
            self.leave_out_kind(Evidence.Kind.LINK)
        self._ask_for_files()
        for name, wanted in (("file", Way.FILE), ("url", Way.LINK)):
            if way != wanted:
                del self.fields[name]
        if way == Way.FIGURES:
            self.figures_legend = "Figures"
        if self.tray:
            self.figures_note = self.tray.where_figures_go
            self.fields["sessions"].help_text = self.figures_note
        self._offer_sources(user)
        self._offer_actions(user)
        if self.names_somebody:
            del self.fields["marking"]

    def _ask_for_files(self) -> None:
        field: Any = self.fields["file"]
        limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        field.widget = ManyFiles(attrs={"accept": filetypes.ACCEPT, "multiple": True})
        field.label = "Files"
        field.help_text = (
            f"{filetypes.ACCEPTED} files of at most {limit} MB each, {MOST_AT_ONCE} at a time. "
            "Each becomes an item of its own, with its own title."
        )
        if self.tray and self.tray.has_titles:
            self.fields["title"].required = False

    def _offer_sources(self, user: "Person") -> None:
        self.sources = {str(agency.public_id): agency for agency in sources(user, self.action)}
        field: Any = self.fields["agency"]
        field.choices = [(key, agency.name) for key, agency in self.sources.items()]
        if "manager" in roles_on(user, self.action):
            field.choices += [("partnership", "The partnership itself")]
        field.initial = field.choices[0][0]
        if len(field.choices) == 1:
            del self.fields["agency"]

    def _offer_actions(self, user: "Person") -> None:
        field: Any = self.fields["also_supports"]
        field.queryset = addable_actions(user, self.action.recommendation)
        field.initial = [self.action.pk]

    def clean_also_supports(self) -> list[Action]:
        chosen = list(self.cleaned_data["also_supports"])
        if self.action not in chosen:
            raise forms.ValidationError(f"Leave {self.action.reference} ticked: you add to it")
        return [action for action in chosen if action != self.action]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._ask_about(data.get("dated_on"))
        is_training = data.get("kind") == Evidence.Kind.TRAINING
        first = "sessions" if is_training else "figure_1_label"
        if self.way == Way.FIGURES and not self.figures() and first not in self.errors:
            self.add_error(first, "Enter at least one figure")
        if self.tray is not None:
            for message in self.tray.errors():
                self.add_error("file", message)
            if not self.tray.uploads and not self.tray.refused:
                self.add_error("file", "Choose a file")
        return data

    def _ask_about(self, dated_on: date | None) -> None:
        review = self.action.recommendation.review
        is_asked = bool(dated_on and review.commissioned_on and "dated_on" not in self.errors)
        if is_asked and dated_on and (odd := before_review(dated_on, review)):
            self.ask_again("dated_on", "early_is_right", odd)

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **self.facts(),
            "figures": self.figures(),
            "also_supports": data["also_supports"],
            "agency": self.sources.get(data.get("agency", next(iter(self.sources), ""))),
        }


class EditForm(FactsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    also_supports = ActionChoices(
        label="Let it support these actions too", queryset=Action.objects.none(), required=False
    )

    def __init__(self, *args: Any, evidence: Evidence, more: Any, **kwargs: Any) -> None:
        self.evidence = evidence
        is_training = evidence.kind == Evidence.Kind.TRAINING
        figures = evidence.figures.all()
        super().__init__(*args, figures=figures, is_training=is_training, **kwargs)
        for name in ("title", "kind", "level", "dated_on", "dated_until", "description"):
            self.fields[name].initial = getattr(evidence, name)
        for name in ("marking", "is_shared", "url", "version"):
            self.fields[name].initial = getattr(evidence, name)
        if not evidence.url:
            del self.fields["url"]
            if evidence.kind != Evidence.Kind.LINK:
                self.leave_out_kind(Evidence.Kind.LINK)
        field: Any = self.fields["also_supports"]
        field.queryset = more
        if not field.queryset:
            del self.fields["also_supports"]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **self.facts(),
            "figures": self.figures(),
            "also_supports": data.get("also_supports", []),
            "version": data["version"],
        }
