"""Exceptions for the log: what they are and where they rose, and none of the words that they carry.

A message may quote whatever was being handled: a form's field, a key of the table.
"""

import traceback

# The innermost places say what went wrong; recursion would bury them.
_PLACES = 30


def told(error: BaseException) -> str:
    """An exception's type, AWS's code and operation where it has one, and what caused it."""
    names = []
    seen: BaseException | None = error
    while seen is not None and len(names) < _PLACES:
        names.append(_name(seen))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " ← ".join(names)


def places(error: BaseException) -> list[str]:
    """Where it rose, outermost first: file, line and function."""
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return [f"{code.co_filename}:{line} {code.co_qualname}" for code, line in frames[-_PLACES:]]


def _name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return name
    code = response.get("Error", {}).get("Code", "")
    return f"{name} ({code} of {getattr(error, 'operation_name', 'an operation')})"
