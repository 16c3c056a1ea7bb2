"""Shares of enough: of few, a share would say more than it knows."""

FEW = 5


def share(part: int, whole: int) -> str:
    """In words behind a count, as ", 80 %"; "" of fewer than `FEW`. All but one are not 100 %."""
    if whole < FEW:
        return ""
    percent = round(100 * part / whole)
    return f", {percent if part in (0, whole) else min(max(percent, 1), 99)} %"
