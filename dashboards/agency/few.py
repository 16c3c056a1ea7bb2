"""Shares of enough: of few, a share would say more than it knows."""

FEW = 5


def share(part: int, whole: int) -> str:
    """In words behind a count, as ", 80 %"; "" of fewer than `FEW`."""
    return f", {round(100 * part / whole)} %" if whole >= FEW else ""
