"""Residents who volunteer and associations that apply, with a receipt and no account.

Entities: `SignUp`, `Consent`, `DoubleReview`. Invariants: the receipt's code never stands in the database,
only its hash, which is also in the journal from the first moment; the same code posted twice is one sign-up;
a street and number are checked and then forgotten; who entered a paper slip is kept. It does not know draws:
what became of a sign-up is asked of them.
"""
