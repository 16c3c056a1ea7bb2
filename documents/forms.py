from scr_tracker.forms import GovForm


class PackForm(GovForm):
    """Nothing to fill in: the button is the question."""
