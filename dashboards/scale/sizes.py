"""How many actions each partnership has: a few are large, and most are small."""

from collections.abc import Sequence

from dashboards.scale.dice import Dice


def shares(dice: Dice, partnerships: int, actions: int, main: int | None = None) -> list[int]:
    """Of each partnership; all of them together have exactly so many. `main`: of the first."""
    if main is not None:
        rest = shares(dice, partnerships - 1, actions - main) if partnerships > 1 else []
        return [main, *rest]
    weights = [dice.skewed(10, 1000, 3) for _ in range(partnerships)]
    return _rounded(weights, actions)


def _rounded(weights: Sequence[int], actions: int) -> list[int]:
    """What rounding leaves goes to the first ones, one each."""
    total = sum(weights)
    found = [actions * weight // total for weight in weights]
    for place in range(actions - sum(found)):
        found[place] += 1
    return found
