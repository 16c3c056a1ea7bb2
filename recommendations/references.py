"""How an action is called in print, from the parts that a list has read of it."""


def reference(recommendation: str, number: int) -> str:
    """ "1a.3": the recommendation's reference and the action's number."""
    return f"{recommendation}.{number}"


def full_reference(review: str, recommendation: str, number: int) -> str:
    """ "CLARE 1a.3": as mails and lists across reviews print it."""
    return f"{review.upper()} {reference(recommendation, number)}"
