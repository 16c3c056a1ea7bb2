"""The managers' pages about agencies, forums and people."""
