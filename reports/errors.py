"""Errors that a user can cause: one line each, and the exit code that goes with it."""


class ReportError(Exception):
    """What went wrong, where, and what to do about it, in one line; the command ends with `exit_code`."""

    exit_code = 1


class UsageError(ReportError):
    """The command was called in a way it cannot be."""

    exit_code = 2
