"""The middle of every view that writes: call the service, and say refusals where people look."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.http import Http404

from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from scr_tracker.forms import GovFormMixin

LOST_RACE = "Somebody else has just saved the same thing. Look at the page again."


def run(form: GovFormMixin, service: Callable[..., Any], /, **values: Any) -> Any:
    """What the service returns, or None where it refused: the form then says why.

    A stale form keeps what was typed, lists what the other person changed in `stale_changes`, and
    takes over the new version, so that saving once more is a decision and not an accident.
    """
    try:
        return service(**values)
    except NotAllowed:
        raise Http404 from None
    except (StaleRecord, InvalidTransition) as refused:
        form.refused(refused)
    except ValidationError as invalid:
        for error in invalid.error_list if hasattr(invalid, "error_list") else _errors(invalid):
            for message in error.messages:
                _say(form, error.code or "", message)
    except IntegrityError:
        form.add_error(None, LOST_RACE)
    return None


def _errors(invalid: ValidationError) -> list[ValidationError]:
    return [error for errors in invalid.error_dict.values() for error in errors]


def _say(form: GovFormMixin, field: str, message: str) -> None:
    form.add_error(field if field in form.fields else NON_FIELD_ERRORS, message)
