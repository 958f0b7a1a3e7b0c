"""Values that the tests of the command line share: a ward's devices, its advisory, and what joining them gives."""

import json
from datetime import date

from medward.advisories.csaf import read_csaf
from medward.cli.answers import Answers, answers_for, index_of
from medward.cli.catalogues import Catalogues
from medward.cli.decisions import Decider, Decisions, decide_all
from medward.cli.inputs import Library, library_of
from medward.inventory.read import read_inventory
from medward.inventory.records import Inventory
from medward.risk.tables import standard_tables
from tests.journeys.ward import DEVICES, advisory

DAY = date(2031, 2, 1)


def library(*documents: object) -> Library:
    """Return a library of CSAF documents, the ward's own when none is given."""
    read = [read_csaf(json.dumps(document).encode(), "ex.json") for document in documents or (advisory(),)]
    return library_of("feed", read)


def inventory(text: str = DEVICES) -> Inventory:
    """Return an inventory read from the text of a CSV file."""
    return read_inventory(text.encode(), "devices.csv")


def answers(feed: Library | None = None, *, devices: str = DEVICES, least: float = 0.5) -> Answers:
    """Return the answers about devices."""
    return answers_for(inventory(devices).devices, index_of(feed or library()), least)


def decisions(feed: Library | None = None, *, catalogues: Catalogues | None = None) -> Decisions:
    """Return the decisions about the ward's devices on ``DAY``."""
    feed = feed or library()
    decider = Decider(feed, catalogues or Catalogues(), standard_tables(), DAY, None)
    return decide_all(answers(feed).listed, decider)
