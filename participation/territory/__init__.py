"""Where the contract applies and who signed it.

Entities: `Contract` with its orientations, `Municipality`, `Neighbourhood` with dated `Perimeter`s,
`PopulationFigure`, `StreetSegment`, `Institution`. Invariants: a neighbourhood keeps its code (ours)
whatever the national codes become; a perimeter has a start, sometimes an end and a successor; a figure has
a source, and two sources stand side by side; what no source gives stays empty. Its pages are in `pages`,
which knows councils and draws.
"""
