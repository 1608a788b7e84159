"""The citizen-council participation platform: from a resident's sign-up to a public draw to a seated council."""

__version__ = "0.1.0"
