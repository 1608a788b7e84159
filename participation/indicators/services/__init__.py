"""Acts and readings of the slice, a module a subject."""
