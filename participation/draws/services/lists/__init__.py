"""Lists that a town brings to a draw, from the file that was sent to its erasure.

Order of calls: `sending.send`, `columns.choose` (which starts the check), `verdicts.decide_row` and `decide_kind`,
`importing.start`; then `doubles.review` and `removing` until the sealing, `ending.undo` until the closing,
`purging` at the day set.

What the check read waits beside the file (`staged`), so that exactly what people saw is imported, all of it or nothing,
in one transaction. Files wait in a folder of the instance and are gone once the list is imported or taken away, and
after a day in any case (`files`).
"""
