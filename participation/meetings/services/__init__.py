"""What the slice does: one module a subject."""
