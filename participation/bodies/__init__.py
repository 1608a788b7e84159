"""Anything that meets, and who sits in it.

Entities: `Person`, `Association`, `Body`, `Seat`, `Mandate`. Invariants: a seat is numbered within its body
and may be vacant; at one time it has at most one full holder and one substitute; a person sits once in a
body at one time; a mandate that ended keeps its end and reason and stays in the history; one person may hold
a second mandate later. It knows nothing of colleges' rules (councils) nor of how a holder was found
(volunteers, draws).
"""
