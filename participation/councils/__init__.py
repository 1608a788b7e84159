"""The citizen council: the body with two colleges, its sourced rules, its composition and live checks.

Entities: `Council` (one per neighbourhood), `CouncilRule`, `RecognitionOrder`, `CouncilAssignment` (which
accounts work for it). Invariants: a rule always names its source document; a measure is computed from the
seats at the day asked for and never stored; a holder's name shows only with their consent.

Later slices tell what comes next through two registries, `services.next_steps` (a vacant seat) and
`services.milestones` (the council): this slice imports none of them.
"""
