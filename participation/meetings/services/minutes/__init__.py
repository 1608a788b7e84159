"""Minutes: written, circulated, corrected, approved, signed, published, rectified; each step keeps what it saw."""
