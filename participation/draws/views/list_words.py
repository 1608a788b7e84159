"""What is said of the rows and columns of a list: what is found, and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.draws.imports import Fault, Field, MappingFault

FIELDS: dict[Field, Any] = {
    Field.FAMILY_NAME: _l("Family name"),
    Field.BIRTH_NAME: _l("Name at birth"),
    Field.GIVEN_NAME: _l("Given name"),
    Field.FULL_NAME: _l("Family and given name together"),
    Field.BIRTH_DATE: _l("Date of birth"),
    Field.BIRTH_YEAR: _l("Year of birth"),
    Field.GENDER: _l("Woman or man, or civility"),
    Field.STREET_NUMBER: _l("House number"),
    Field.NUMBER_SUFFIX: _l("Bis, ter, letter"),
    Field.STREET_TYPE: _l("Kind of street"),
    Field.STREET: _l("Street"),
    Field.COMPLEMENT: _l("Building, staircase, door"),
    Field.BUILDING: _l("Building"),
    Field.STAIRCASE: _l("Staircase"),
    Field.FLOOR: _l("Floor"),
    Field.DOOR: _l("Flat or door"),
    Field.ADDRESS: _l("Whole address"),
    Field.POSTAL_CODE: _l("Postal code"),
    Field.TOWN: _l("Town"),
    Field.POSTAL_TOWN: _l("Postal code and town together"),
    Field.EMAIL: _l("E-mail address"),
    Field.PHONE: _l("Telephone"),
    Field.REFERENCE: _l("Number in the list"),
}

SENTENCES: dict[str, Any] = {
    "address_missing": _l("there is no address. Write it, or leave the line out."),
    "born_later": _l("“%(value)s” is after today. Check the date of birth."),
    "cell_error": _l("the spreadsheet shows an error here. Widen the column or mend the cell, then save again."),
    "cells": _l("%(found)s cells where the header has %(expected)s. Check the separators and quotation marks."),
    "couple": _l("“%(value)s” stands for two people. Give each one a line; accepted, nobody’s gender is kept."),
    "date": _l("“%(value)s” is no date. Write it as 31/12/1980."),
    "date_missing_day": _l("“%(value)s” is not in the calendar. Check the day and the month."),
    "direction": _l("“%(value)s” holds marks that cannot be seen. Accepted, it comes in without them."),
    "double": _l("the same person as on line %(other)s. Keep one of the two."),
    "email": _l("“%(value)s” is no e-mail address. Accepted, the person comes in without it."),
    "formula": _l("“%(value)s” begins like a formula. Write the text alone."),
    "full_name": _l(
        "“%(value)s”: family name or given name first? Accepted, it comes in as the preview shows it; swapped, the "
        "other way round."
    ),
    "garbled": _l("“%(value)s” has lost its accents on the way. Save the list again as “CSV UTF-8”."),
    "gender": _l("“%(value)s” is not known. Write F or M; accepted, the person comes in without it."),
    "given_name_missing": _l("there is no given name. Write it, or accept the line without one."),
    "header_again": _l("the header stands here again. It is left out."),
    "name": _l("“%(value)s” is no name. Write it in letters."),
    "name_digits": _l("“%(value)s” has digits in it. Check the name."),
    "name_missing": _l("there is no name. Write it, or leave the line out."),
    "phone": _l("“%(value)s” is no telephone number. Accepted, the person comes in without it."),
    "postal_code": _l("“%(value)s” is no French postal code: those have five digits. Check it."),
    "serial_date": _l("“%(value)s” is a date that lost its form. Accepted, it is read as Excel counts days."),
    "too_long": _l("“%(value)s” is too long for this column. Shorten it."),
    "too_old": _l("“%(value)s”: this person would be over 110. Check the date of birth."),
    "too_young": _l("“%(value)s”: this person is under 16 and cannot be in the draw."),
    "two_digit_year": _l("“%(value)s” has two digits for the year. Accepted, it is read as the preview shows it."),
    "year_far": _l("“%(value)s”: nobody on a list was born in that year. Check the year."),
    "year": _l("“%(value)s” is no year of birth. Write four digits."),
    "years_differ": _l("“%(value)s” is not the year of the date of birth. Accepted, the date counts."),
}
"""What stands after « Line 12, column « Né le »: »."""

MAPPING_SENTENCES: dict[str, Any] = {
    "address_twice": _l("Choose either the whole address or the street, not both."),
    "column_twice": _l("The column “%(column)s” is chosen twice. Keep it for one thing."),
    "name_twice": _l("Choose either the full name in one column or each name in its own, not both."),
    "needs_address": _l("Choose the column with the street or the whole address."),
    "needs_given_name": _l("Choose the column with the given names."),
    "needs_name": _l("Choose the column with the family name, or with the full name."),
    "no_such_column": _l("The file no longer has the column chosen for “%(field)s”. Choose another."),
}


def advice(code: str, params: Mapping[str, Any]) -> str:
    """Return what is wrong with a row or cell, and what to do, without its place."""
    return str(SENTENCES[code]) % {"value": "", **params}


def fault_sentence(line: int, column: str | None, code: str, params: Mapping[str, Any]) -> str:
    """Return the same with line and column, as stored or just found."""
    if column:
        where = _("Line %(line)s, column « %(column)s »:", line=line, column=column)
    else:
        where = _("Line %(line)s:", line=line)
    return f"{where} {advice(code, params)}"


def sentence(fault: Fault) -> str:
    """Return what the check found, with line and column."""
    return fault_sentence(fault.line, fault.column, fault.code, fault.params)


def mapping_sentence(fault: MappingFault, labels: Sequence[str]) -> str:
    """Return why the columns chosen cannot serve."""
    column = labels[fault.column] if fault.column is not None and fault.column < len(labels) else ""
    field = FIELDS[fault.field] if fault.field is not None else ""
    return str(MAPPING_SENTENCES[fault.code]) % {"column": column, "field": field}
