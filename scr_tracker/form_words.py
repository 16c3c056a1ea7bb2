"""What a form says when something is wrong: plain English that names the field.

Django's default messages are replaced; a message that a form gives itself stays.
"""

from django import forms

#: (kind of field, error code) → message. The first kind that fits counts.
MESSAGES: tuple[tuple[type[forms.Field], str, str], ...] = (
    (forms.FileField, "required", "Choose a file"),
    (forms.FileField, "empty", "The file is empty. Choose a file that has something in it"),
    (forms.FileField, "invalid", "The file did not arrive. Choose it again"),
    (forms.FileField, "missing", "Choose a file"),
    (forms.FileField, "max_length", "The file’s name is too long: at most %(max)d characters"),
    (forms.ChoiceField, "required", "Select {the}"),
    (forms.ChoiceField, "invalid_choice", "Select {the} from the list"),
    (forms.ChoiceField, "invalid_list", "Select {the} from the list"),
    (forms.ModelChoiceField, "required", "Select {the}"),
    (forms.ModelChoiceField, "invalid_choice", "Select {the} from the list"),
    (forms.ModelMultipleChoiceField, "invalid_pk_value", "Select {the} from the list"),
    (forms.ModelMultipleChoiceField, "invalid_list", "Select {the} from the list"),
    (forms.BooleanField, "required", "Tick the box “{label}”"),
    (forms.EmailField, "invalid", "Enter an e-mail address like name@example.org"),
    (forms.URLField, "invalid", "Enter a web address that starts with https://"),
    (forms.IntegerField, "invalid", "{subject} must be a whole number"),
    (forms.DecimalField, "invalid", "{subject} must be a number"),
    (forms.DecimalField, "max_digits", "{subject} must have at most %(max)s digits"),
    (forms.DecimalField, "max_whole_digits", "{subject} must have at most %(max)s whole digits"),
    (forms.DecimalField, "max_decimal_places", "{subject} must have at most %(max)s decimals"),
    (forms.Field, "required", "Enter {the}"),
    (forms.CharField, "max_length", "{subject} must be %(limit_value)d characters or fewer"),
    (forms.IntegerField, "min_value", "{subject} must be %(limit_value)s or more"),
    (forms.IntegerField, "max_value", "{subject} must be %(limit_value)s or fewer"),
    (
        forms.CharField,
        "null_characters_not_allowed",
        "{subject} must not hold characters that cannot be seen",
    ),
)

#: What says that an answer is none of those offered.
NOT_A_CHOICE = frozenset(("invalid_choice", "invalid_list", "invalid_pk_value"))
#: First words of labels that ask something.
ASKING = frozenset(("what", "how", "who", "why", "when", "where", "which", "whether"))
#: First words of labels that stand after "Enter" and "Select" as they are.
NO_ARTICLE = ASKING | {"a", "an", "the", "your", "their", "our"}


def set_messages(field: forms.Field) -> None:
    label = name_of(field)
    said = {"label": label, "the": with_article(label), "subject": subject(label)}
    words = {name: text.replace("%", "%%") for name, text in said.items()}
    done = set()
    for kind, code, message in MESSAGES:
        if not isinstance(field, kind) or code in done:
            continue
        done.add(code)
        if _is_default(field, code):
            field.error_messages[code] = _asked(label, code) or message.format(**words)


def name_of(field: forms.Field) -> str:
    return str(field.label or "")


def subject(label: str) -> str:
    """What begins a sentence about a field. A label that asks something is no subject."""
    asks = label.endswith("?") or lowered(label).split(" ")[0] in ASKING
    return f"Your answer to “{label}”" if asks else label


def lowered(label: str) -> str:
    """ "Due date" → "due date"; "CLARE reference" and "I agree" keep their capitals."""
    if len(label) > 1 and (label[1].isupper() or label[1] == " "):
        return label
    return label[:1].lower() + label[1:]


def with_article(label: str) -> str:
    """ "Due date" → "the due date"; "What will be done" and "Your name" need no article."""
    low = lowered(label)
    return low if low.split(" ")[0] in NO_ARTICLE else f"the {low}"


def _asked(label: str, code: str) -> str:
    """A label that is a question cannot stand in "Enter …" or "Select …"."""
    if not label.endswith("?"):
        return ""
    if code == "required":
        return f"Answer “{label}”"
    return f"Choose an answer to “{label}” from the list" if code in NOT_A_CHOICE else ""


def _is_default(field: forms.Field, code: str) -> bool:
    """No message of the form's own: the one there is Django's, or none."""
    if code not in field.error_messages:
        return True
    for kind in type(field).__mro__:
        default = getattr(kind, "default_error_messages", {}).get(code)
        if default is not None:
            return str(default) == str(field.error_messages[code])
    return False
