"""From the rows of a list to the people on it: which column is what, what each cell says. No database, no web.

`propose` reads a mapping off the header and a sample, `mapping_faults` checks the one a person chose, and a `Checker`
turns each row into a `Person`, or tells what is wrong with it by line, column and code.
"""

from participation.draws.imports.checking import Checked, Checker, Fault, Severity
from participation.draws.imports.fields import Field
from participation.draws.imports.mapping import ColumnMapping, MappingFault, mapping_faults, propose
from participation.draws.imports.people import Person, shown_name

__all__ = [
    "Checked",
    "Checker",
    "ColumnMapping",
    "Fault",
    "Field",
    "MappingFault",
    "Person",
    "Severity",
    "mapping_faults",
    "propose",
    "shown_name",
]
