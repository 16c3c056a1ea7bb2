"""How an action is going: the small form behind the link of a mail, made for a phone."""

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from recommendations import permissions
from recommendations.answers import Answer, offered
from recommendations.days import before_review, why_not_past
from recommendations.forms.base import LONG, AsksAgain, VersionedInput
from recommendations.models import Action, ExtensionRequest
from recommendations.status import Status, is_overdue
from recommendations.verifying import Standing, listed, standing
from scr_tracker.errors import InvalidTransition, ManyRefused, ServiceRefused

if TYPE_CHECKING:
    from agencies.access import Person


class AnsweredField(forms.ChoiceField):
    """Shows what may be answered now; takes any answer, because the service refuses better."""

    def valid_value(self, value: Any) -> bool:
        return value in Answer.values


def _text(label: str, **options: Any) -> forms.CharField:
    area = LONG(attrs={"rows": 3})
    return forms.CharField(label=label, required=False, max_length=4000, widget=area, **options)


class ActionAnswerForm(AsksAgain, VersionedInput):
    """One of four answers, and what it asks for. What stands below another answer is not read.

    A manager moves the date at once, and says who agreed it.
    """

    answer = AnsweredField(label="How is this action going?", widget=forms.RadioSelect)
    what_was_done = _text("What was done?")
    completed_on = forms.DateField(
        label="When was the work done?", required=False, help_text="Today, if left empty."
    )
    early_is_right = forms.BooleanField(
        label="The day is right: the work was done before the review", required=False
    )
    how_it_goes = _text("Short note (optional)")
    new_due_on = forms.DateField(label="New due date", required=False)
    reason = _text("Why is more time needed?")
    agreed_by = forms.CharField(
        label="Who agreed it?",
        required=False,
        max_length=200,
        help_text="A person, a meeting or a forum.",
    )
    barrier = _text("What stops progress?")

    #: Below each answer, what it asks for; of these, the note for the service.
    ASKED: ClassVar = {
        Answer.DONE: ["what_was_done", "completed_on", "early_is_right"],
        Answer.ON_TRACK: ["how_it_goes"],
        Answer.MORE_TIME: ["new_due_on", "reason", "agreed_by"],
        Answer.BLOCKED: ["barrier"],
    }
    NOTES: ClassVar = {
        Answer.DONE: "what_was_done",
        Answer.ON_TRACK: "how_it_goes",
        Answer.BLOCKED: "barrier",
    }

    def __init__(
        self,
        *args: Any,
        action: Action,
        user: "Person",
        waiting: ExtensionRequest | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.review = action.recommendation.review
        self.hold_back("early_is_right")
        self.initial.update(version=action.version, completed_on=timezone.localdate())
        self.may_answer = offered(user, action, waiting)
        shown = [each for each in Answer if each in self.may_answer or each == self._sent()]
        self._offer(shown, hints_of(shown, action, user))
        if "manager" not in permissions.roles_on(user, action):
            self.fields.pop("agreed_by", None)

    @property
    def reveals(self) -> dict[str, dict[str, list[str]]]:  # type: ignore[override]
        """Of what each answer asks for, the fields that the form has."""
        return {
            "answer": {
                answer.value: [name for name in names if name in self.fields]
                for answer, names in self.ASKED.items()
            }
        }

    def _offer(self, shown: list[Answer], hints: dict[Answer, str]) -> None:
        """What is not offered has no fields either."""
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 - said to the type checker
        answer.choices = [Choice(each, each.label, hint=hints[each]) for each in shown]
        for each in set(Answer) - set(shown):
            for name in self.ASKED[each]:
                self.fields.pop(name, None)

    def _sent(self) -> str:
        return str(self.data.get(self.add_prefix("answer"), "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        answer = data.get("answer")
        asked = self.ASKED[Answer(answer)] if answer else []
        for name in self.revealed.difference(asked):
            self.errors.pop(name, None)
        done = data.get("completed_on") if answer == Answer.DONE else None
        if done and not why_not_past(done, "") and (odd := before_review(done, self.review)):
            self.ask_again("completed_on", "early_is_right", odd)
        return data

    def values(self, *, with_version: bool = False) -> dict[str, Any]:
        data = super().values(with_version=with_version)
        names = {"answer", "version", "completed_on", "new_due_on", "reason", "agreed_by"}
        note = data.get(self.NOTES.get(Answer(data["answer"]), ""), "")
        return {"note": note} | {name: data[name] for name in names & set(data)}

    def refused(self, error: ServiceRefused, by: int | None = None) -> None:
        """The services know a note and a date that is asked for; here they have other names."""
        if isinstance(error, InvalidTransition) and not isinstance(error, ManyRefused):
            note = self.NOTES.get(Answer(self.cleaned_data["answer"]), "")
            here = {"note": note, "asked_due_on": "new_due_on", "to": "answer"}
            error = InvalidTransition(str(error), here.get(error.field, error.field))
        super().refused(error, by)


def hints_of(shown: list[Answer], action: Action, user: "Person") -> dict[Answer, str]:
    proof = standing(action, user) if Answer.DONE in shown else Standing()
    is_managers = "manager" in permissions.roles_on(user, action)
    return {
        Answer.DONE: _proven(proof),
        Answer.ON_TRACK: _running(action),
        Answer.MORE_TIME: (
            "The due date moves at once." if is_managers else "The partnership manager decides."
        ),
        Answer.BLOCKED: "The action goes on hold. Its due date still counts.",
    }


def _proven(proof: Standing) -> str:
    if proof.items:
        return f"Say which evidence shows it. On the action’s page: {listed(proof.items)}."
    return "There is no evidence yet. You can add what shows it afterwards."


def _running(action: Action) -> str:
    if action.status == Status.ON_HOLD:
        return "The action is no longer on hold."
    if is_overdue(action.status, action.due_on, timezone.localdate()):
        return "It stays late until it is done or the date moves."
    return "It will be done by its due date." if action.due_on else ""
