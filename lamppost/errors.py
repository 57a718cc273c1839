"""What the command refuses, in one line that its reader can act on."""


class LamppostError(Exception):
    """Any refusal of the command or the local cloud; `str()` of it is one line."""
