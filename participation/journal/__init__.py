"""The public journal of official acts: append-only, hash-chained, without personal data.

Entity: `JournalEntry`. Invariants: entries are numbered from 1 without a gap; each holds the hash of the one
before; the database itself refuses to change or delete one. What it does not do: it keeps no names, no
reasons typed by hand about a person, no address; accounts appear as their role only.
"""
