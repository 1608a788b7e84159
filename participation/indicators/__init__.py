"""What the contract promises and what becomes of it: partners, flagship actions, indicators, the year's dashboard.

A value that is not known stays empty, one that is secret says so, and neither is ever 0. A neighbourhood is compared
to one named baseline, never to another neighbourhood. Values replaced by a later file stay readable.
"""
