"""Pages to look at. `today` is read once for a request."""
