"""Single cells: texts kept as written, placeholders recognised, addresses checked."""

import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.inventory.cells import is_placeholder, looks_damaged, plain, read_ip, read_mac, text


def test_a_text_is_kept_as_written_but_for_its_edges() -> None:
    assert text("  IV  PREP \u00a0") == "IV  PREP"
    assert text("AMSCO® 400") == "AMSCO® 400"
    assert text("Line one\r\n line two") == "Line one line two"
    assert text("\ufeffasset_tag") == "asset_tag"


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    assert plain("Numéro de série") == plain("NUMERO-DE-SERIE")
    assert plain("Asset #") == plain("Asset No.")
    assert plain("Größe") == plain("GROSSE")


@pytest.mark.parametrize(
    "word",
    [
        "",
        "-",
        "?",
        "N/A",
        "n.a.",
        "UNK",
        "See Label",
        "see label",
        "TBD",
        "not avail.",
        "Unbekannt",
        "k. A.",
        "non renseigné",
        "#N/A",
        "--",
        "(null)",
    ],
)
def test_placeholders_of_several_languages_say_nothing(word: str) -> None:
    assert is_placeholder(word)


@pytest.mark.parametrize("word", ["1.0", "Rev K", "ND", "X", "NA-200", "0", "A.05", "None of the above versions but 3"])
def test_what_may_be_a_value_is_no_placeholder(word: str) -> None:
    assert not is_placeholder(word)


def test_an_identifier_that_a_spreadsheet_rounded_is_recognised() -> None:
    assert looks_damaged("7.65653E+11")
    assert looks_damaged("1,2E+05")
    assert not looks_damaged("12E-4")
    assert not looks_damaged("E1234")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10.27.251.92", "10.27.251.92"),
        ("010.027.001.009", "10.27.1.9"),
        ("10.0.0.1/24", "10.0.0.1"),
        ("dhcp", "DHCP"),
        ("10.0.0.1; 10.0.0.2", "10.0.0.1"),
        ("FE80::0001", "fe80::1"),
        ("0.0.0.0", ""),  # noqa: S104 (an address to read, not to listen on)
    ],
)
def test_an_ip_address_is_read_in_its_shortest_form(written: str, read: str) -> None:
    assert read_ip(written) == read


@pytest.mark.parametrize("written", ["300.1.1.1", "10.1.1", "ICU-4", "host.example"])
def test_what_is_no_ip_address_is_bad_input(written: str) -> None:
    with pytest.raises(BadInput, match="ip-unreadable"):
        read_ip(written)


@pytest.mark.parametrize(
    "written",
    [
        "78-22-96-A3-11-C3",
        "78:22:96:a3:11:c3",
        "782296a311c3",
        "7822.96A3.11C3",
        "78 22 96 A3 11 C3",
        "78:22:96:A3:11:C3, 00:11:22:33:44:55",
    ],
)
def test_a_mac_address_of_any_style_is_read(written: str) -> None:
    assert read_mac(written) == "78:22:96:a3:11:c3"


def test_a_mac_address_of_zeros_is_none_and_a_broken_one_bad_input() -> None:
    assert read_mac("00-00-00-00-00-00") == ""
    with pytest.raises(BadInput, match="mac-unreadable"):
        read_mac("7.65653E+11")


@given(st.ip_addresses())
def test_every_address_is_read_as_itself(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert read_ip(str(address)) == ("" if address.is_unspecified else str(address))


@given(st.text(max_size=60))
def test_any_cell_is_read_or_bad_input(cell: str) -> None:
    trimmed = text(cell)
    assert text(trimmed) == trimmed
    for read in (read_ip, read_mac):
        with suppress(BadInput):
            read(trimmed)
