"""Pages of this room: scoped fetch → form → service → message → redirect."""
