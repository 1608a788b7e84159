"""The draw engine of protocol `conseil-draw/1`: arrays, bytes and rules, and nothing else.

Purpose: fix the order *announce, close, seal, chance in public, result* in bytes that anyone can recompute.
The engine knows no web, no database, no clock and takes no entropy: secrets and salts come in as bytes.

In the order of a draw (number = step of the protocol):

    3   `seed.secret_commitment(draw, secret)`, `rules.rule_sha256(Rule(method, quotas, seats))`,
        `Announced(at, rule_sha256, secret_commitment)`, `seed.announcement(draw, announced)`
        `parameters.check_rule(rule)` refuses a rule that contradicts itself, before any pool is known
    1,2 `pool = leaves.seal_pool(people)`, each one a
        `Person(identity, identity_salt, profile, profile_salt, household)`; `pool.order[i]` is the position
        in `people` of entry *i*; `pool.root`
    4   `quotas.check_feasible(pool, rule)`, `quotas.disclosure_for(pool)`,
        `parameters = parameters.build_parameters(...)` (checks) or `check_parameters(value)`;
        `seed.seal(parameters)`
    5   `contributions.normalise_words([...])`, `contributions.check_dice(...)`: the values of `Contribution`s
    6-9 `outcome = draw.draw(pool, parameters, secret, contributions, portfolio=None)`
    10  `draw.replacement(outcome, parameters, pool, seated, called, left)` gives an index, or None: vacant
    11  `transcript.build_transcript(...)`, `transcript.build_witness_file(...)`,
        `verify.verify(transcript, witness=..., seen=Seen(announcement, seal, chance), rehearsal=False)`
        gives a `report.Report`
    12  `levels = merkle.tree_levels(pool.leaves.tobytes())`, then for each person
        `receipt.build_receipt(pool, levels, index, person, parameters)`;
        `receipt.check_receipt(receipt, parameters)` gives the index

Files are read with `canonical.parse(bytes)`. Every error is a `errors.SortitionError`: a code and
parameters, worded at the edge; `VerificationError` adds the step that fails.

Invariants: an entry's index is its position in the pool sorted by leaf; a rank counts from 1; hexadecimal
is lower case; a `Pool` built from people and one read back from a transcript are the same thing, closed
profiles apart.
"""
