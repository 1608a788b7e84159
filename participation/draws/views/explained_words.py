"""What remains possible in spite of everything, and what no page of ours may claim."""

from participation.kernel.i18n import gettext as _


def more_limits() -> list[str]:
    """Return what remains possible, besides what every draw's page says."""
    return [
        _(
            "Before the closing, whoever runs the computers could add false people. "
            "At any time they could stop the site."
        ),
        _("A group rests on what people say of themselves. It is checked only when they accept."),
        _("Somebody who throws the dice with skill and also knows the secret could try to steer the result."),
        _("The hours are those of our computers. Witnesses look at their own watch."),
        _("Somebody could be talked out of accepting. The public counts show how many refuse."),
        _("The same team wrote both programs that check. The rule is public: anyone can write a third one."),
        _("A rehearsal can be repeated as often as one likes. So it never counts."),
    ]


def unsaid() -> list[tuple[str, str]]:
    """Return words we never use of a draw, each with the reason."""
    return [
        (_("Impossible to cheat"), _("No draw can promise that. The list above says what remains possible.")),
        (_("Certified"), _("Nobody has certified it. Anyone can check it, which is something else.")),
        (
            _("Blockchain"),
            _("There is none. The public journal is a list where each line holds the fingerprint of the one before."),
        ),
        (_("Anonymous"), _("As long as the platform keeps what opens the list, it can know who is who.")),
        (
            _("All groups of people have the same chance"),
            _("Where groups have limits, chances differ from one group to another."),
        ),
        (_("Representative"), _("The people drawn come from a list. They are not a mirror of all residents.")),
    ]
