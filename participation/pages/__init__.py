"""Pages that belong to no slice: help, site map, legal notice, data, accessibility, and the showcase of components."""
