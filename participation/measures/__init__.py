"""Measures of bodies and territories: arrays in, arrays or frozen dataclasses out. No web, database or clock.

Invariants: a measure that has nothing to divide by is NaN or refused, never 0; groups keep the order they
came in. It words nothing and judges nothing: which value breaks which rule is for the councils to say.
"""
