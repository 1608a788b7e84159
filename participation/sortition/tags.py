"""The names of the protocol that start every hashed message (step 0)."""

PROTOCOL = "conseil-draw/1"


def tag(name: str) -> bytes:
    """Return T(name): the protocol, the name and one line feed, in ASCII."""
    return f"{PROTOCOL}/{name}\n".encode("ascii")
