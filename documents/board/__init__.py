"""The board's papers: sections from what a person may see, frozen into one report."""
