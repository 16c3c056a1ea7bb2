"""A partnership's own legend, as its service leaves it."""

from agencies.models import Partnership
from recommendations.legend import HOUSE
from recommendations.models import OwnLegend

#: What the tests call and colour otherwise than the house does.
OWN = {
    ("rating", "overdue"): {"label": "Red", "colour": "#d4351c", "meaning": "Late."},
    ("rating", "on_track"): {"label": "Green (on target)", "colour": "#00703c"},
    ("rating", "at_risk"): {"label": "Amber", "colour": "#ffdd00", "has_border": True},
    ("progress", "overdue"): {"label": "Off course", "colour": "#942514"},
    ("progress", "signed_off"): {"label": "Blue", "colour": "#1d70b8"},
}


def entries(own=None):
    """Every entry of the house, with what differs."""
    found = {"rating": {}, "progress": {}}
    for (kind, key), entry in HOUSE.entries.items():
        found[kind][key] = {
            "label": entry.label,
            "colour": entry.colour,
            "has_border": entry.has_border,
            "meaning": entry.meaning,
            **(OWN if own is None else own).get((kind, key), {}),
        }
    return found


def give(partnership, own=None):
    """As saved once by somebody."""
    row = OwnLegend.objects.create(partnership=partnership, entries=entries(own))
    Partnership.objects.filter(pk=partnership.pk).update(legend_version=row.version)
    return row
