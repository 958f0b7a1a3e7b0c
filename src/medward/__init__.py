"""The knowledge: pure functions over values that join a hospital's devices with the world's advisories.

Rules of this package: no web, no database, no network, no clock, no chance. Times, actors and randomness are
arguments. Only ``medward.cli`` and ``medward.content.load`` open files; every reader takes bytes or a binary stream
with a name for its errors.
"""
