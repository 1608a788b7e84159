"""People who log in: administrators, facilitators, secretaries, witnesses, officials, partners, members.

Entities: `Account`, `AccountSession`, `AccountLink`. Invariants: a session is a row (its end is the row's
end), its token never stands in the database, a new one is made at each login; a change of password ends the
others; a link is used once and expires. Residents never need an account.
"""
