"""The public draw: announced, closed, sealed, drawn, completed, archived, each state one way.

Entities: `Draw` with the seats it fills, its secret, its approvals, entries, readings, selections, substitutions and
answers. Invariants (held by the database too): the state only advances; from sealing on, parameters and entries never
change; recording the chance and the result is one transaction; announcing, closing, sealing, recording and abandoning
each take two different people. The bytes are the engine's (`participation.sortition`).
"""
