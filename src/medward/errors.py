"""Errors, in three families by who must act.

1. ``BadInput``: the document or the user must change; it says where and why.
2. ``Refusal``: a rule said no; it says which rule and who can change it.
3. ``Fault``: ours or the machine's; trying again may help.

Every error has a stable ``code`` that ``docs/errors.md`` lists, and explains itself to a person.
"""

from __future__ import annotations


class MedwardError(Exception):
    """Base of all errors that Medward raises on purpose.

    ``code`` is stable across releases, ``why`` is a sentence for a person, ``where`` names the place (a file, a file
    with row and column, or a file with a JSON pointer) and may be empty when there is none.
    """

    def __init__(self, code: str, why: str, *, where: str = "") -> None:
        self.code = code
        self.why = why
        self.where = where
        super().__init__(f"{where}: {why} [{code}]" if where else f"{why} [{code}]")


class BadInput(MedwardError):
    """The document or the user must change something; ``where`` says the place, ``why`` the reason."""


class Refusal(MedwardError):
    """A rule said no; ``why`` names the rule and who can change it."""


class Fault(MedwardError):
    """Ours or the machine's failure; the same call may succeed later."""
