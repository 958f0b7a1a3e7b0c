"""Words for states, in several languages and with codes around them."""

import pytest

from medward.errors import BadInput
from medward.inventory.records import Harm, LifeCycle, Network, YesNo
from medward.inventory.states import State, read_state


@pytest.mark.parametrize(
    ("word", "kind", "state"),
    [
        ("In Service", LifeCycle, LifeCycle.IN_USE),
        ("in Betrieb", LifeCycle, LifeCycle.IN_USE),
        ("02 - In Use", LifeCycle, LifeCycle.IN_USE),
        ("In Stock (Pool B)", LifeCycle, LifeCycle.SPARE),
        ("en préstamo", LifeCycle, LifeCycle.LOANED),
        ("réformé", LifeCycle, LifeCycle.RETIRED),
        ("SCRAPPED", LifeCycle, LifeCycle.DISPOSED),
        ("In Reparatur", LifeCycle, LifeCycle.IN_REPAIR),
        ("On Order", LifeCycle, LifeCycle.ORDERED),
        ("S5", Harm, Harm.CATASTROPHIC),
        ("Life-threatening", Harm, Harm.CATASTROPHIC),
        ("vernachlässigbar", Harm, Harm.NEGLIGIBLE),
        ("grave", Harm, Harm.CRITICAL),
        ("Wi-Fi", Network, Network.WIRELESS),
        ("stand-alone", Network, Network.NONE),
        ("ja", Network, Network.CONNECTED),
        ("Ethernet", Network, Network.WIRED),
        ("Oui", YesNo, YesNo.YES),
        ("FALSE", YesNo, YesNo.NO),
        ("x", YesNo, YesNo.YES),
        ("catastrophic", Harm, Harm.CATASTROPHIC),
    ],
)
def test_a_known_word_is_its_state(word: str, kind: type[State], state: State) -> None:
    assert read_state(word, kind) is state


def test_an_unknown_word_lists_what_would_be_accepted() -> None:
    with pytest.raises(BadInput) as caught:
        read_state("purple", Harm, "file row 2 column Severity")
    assert caught.value.code == "word-unknown"
    assert "negligible, minor, serious, critical, catastrophic" in caught.value.why
    assert caught.value.where == "file row 2 column Severity"


def test_a_bare_number_is_no_severity_since_scales_run_both_ways() -> None:
    with pytest.raises(BadInput):
        read_state("1", Harm)
