"""Many rows of a list changed at once: who is picked (`picking.py`), and what would become of each
(`plans.py`), said before anything is written and asked again when it is."""
