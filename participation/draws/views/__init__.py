"""Pages of the slice: the public's, the staff's and the ceremony."""

from participation.draws import guards, hooks
from participation.draws.views import (
    answering,
    ceremony,
    claiming,
    direct,
    drafting,
    explained,
    groups,
    hat,
    invitation,
    inviting,
    minutes,
    postponing,
    public,
    public_files,
    reply,
    sheets,
    staff,
)
from participation.draws.views.base import blueprint

__all__ = [
    "answering",
    "blueprint",
    "ceremony",
    "claiming",
    "direct",
    "drafting",
    "explained",
    "groups",
    "guards",
    "hat",
    "hooks",
    "invitation",
    "inviting",
    "minutes",
    "postponing",
    "public",
    "public_files",
    "reply",
    "sheets",
    "staff",
]
