"""A browsable Caen la mer: seven councils with fictitious people, made by the product's own services.

It owns no table and nothing depends on it. Everything it makes is marked fictitious; it is loaded once, only where the
settings say that this is a demonstration.
"""
