"""The middle of every view that writes: call the service, and say refusals where people look."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404

from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from scr_tracker.forms import GovFormMixin
from scr_tracker.once import Once, WrittenBefore, writing
from scr_tracker.unsaved import UNSAVED

NOT_SAVED = "This has not been saved yet, because you were signed out. Check it, then save it"
LOST_RACE = "Somebody else has just saved the same thing. Look at the page again."


def run(form: GovFormMixin, service: Callable[..., Any], /, **values: Any) -> Any:
    """What the service returns, or None where it refused: the form then says why.

    A stale form keeps what was typed, lists what the other person changed in `stale_changes`, and
    takes over the new version, so that saving once more is a decision and not an accident.

    What was typed while nobody was signed in is shown first (`comes_back`).

    The same post a second time writes nothing and gets what the first one got (`once.py`). A
    service that stores a file first takes `once`, and opens the transaction itself.
    """
    try:
        return _write(form, service, values)
    except WrittenBefore as before:
        return before.result
    except NotAllowed:
        raise Http404 from None
    except (StaleRecord, InvalidTransition) as refused:
        form.refused(refused, by=values["actor"].pk)
    except ValidationError as invalid:
        say_invalid(form, invalid)
    except IntegrityError:
        form.add_error(None, LOST_RACE)
    return None


def comes_back(form: GovFormMixin) -> bool:
    """Whether the post was kept for its sender (`unsaved.py`): they see on its page what it says,
    before anything is written. The form says so, and is sent as any other from there."""
    if form.data.get(UNSAVED):
        form.add_error(None, NOT_SAVED)
    return bool(form.data.get(UNSAVED))


def _write(form: GovFormMixin, service: Callable[..., Any], values: dict[str, Any]) -> Any:
    if comes_back(form):
        return None
    if "once" in values:
        return service(**values)
    about = [row for _, row in sorted(values.items()) if isinstance(row, Model) and row.pk]
    with writing(Once(form, values["actor"], *about)) as note:
        written = service(**values)
        note(written)
    return written


def say_invalid(form: GovFormMixin, invalid: ValidationError) -> None:
    """Each error at the field that its code names, or at the form as a whole."""
    for error in errors_of(invalid):
        field = error.code if error.code in form.fields else NON_FIELD_ERRORS
        for message in error.messages:
            form.add_error(field, message)


def errors_of(invalid: ValidationError) -> list[ValidationError]:
    if hasattr(invalid, "error_list"):
        return list(invalid.error_list)
    return [error for errors in invalid.error_dict.values() for error in errors]
