"""Files of values understood cell by cell. Pure: neither database nor web page, only tables, numbers and faults."""
