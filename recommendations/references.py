"""How actions and recommendations are called in print, from the parts that a list has read."""


def reference(recommendation: str, number: int) -> str:
    """ "1a.3": the recommendation's reference and the action's number."""
    return f"{recommendation}.{number}"


def full_reference(review: str, recommendation: str, number: int | None = None) -> str:
    """ "CLARE 1a.3", "CLARE 1a": as lists across reviews print it; mails, by a reference."""
    own = recommendation if number is None else reference(recommendation, number)
    return f"{review.upper()} {own}"
