"""The one error that is the user's to mend."""


class BadInput(ValueError):  # noqa: N818 - it names what is wrong, not that something is
    """What was given can't be used.

    The message is one line that names the option and says what it takes. Commands print it and
    exit with status 2.
    """
