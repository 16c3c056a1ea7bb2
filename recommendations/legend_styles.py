"""The colours of a partnership's legend as a style sheet: the policy forbids them in the page."""

from recommendations.legend import Entry, Legend
from scr_tracker.contrast import INK


def scope_of(legend: Legend) -> str:
    """The class that says by whose legend a tag is coloured; "" for the house's own."""
    return f"app-legend--{legend.partnership.hex}" if legend.partnership else ""


def style_sheet(legend: Legend) -> str:
    return "".join(_rule(scope_of(legend), entry) for entry in legend.entries.values())


def _rule(scope: str, entry: Entry) -> str:
    border = f";border:1px solid {INK}" if entry.has_border else ""
    return (
        f".{scope}.app-{entry.kind}--{entry.key}"
        f"{{background-color:{entry.colour};color:{entry.text_colour}{border}}}\n"
    )
