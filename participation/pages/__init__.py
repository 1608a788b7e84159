"""Pages that stand above the slices and compose them: home, neighbourhoods, search, the contract, help,
site map.

Also the legal notice, data, accessibility, and the showcase of components. No entity of its own.
Invariants: no page here sets a cookie; a list costs the same number of queries whatever its length; every
public page is in the site map.
"""
