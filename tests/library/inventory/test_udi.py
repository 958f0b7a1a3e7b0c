"""Unique device identifiers of the three issuing agencies, as printed and as scanned."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.inventory.records import PartialDate, Udi
from medward.inventory.udi import read_udi

# The examples of FDA's overview of the issuing agencies' formats.
FDA_GS1 = "(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234"
FDA_HIBCC = "+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ4567890123 45678/16D20130202C"
FDA_ICCBBA = "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123"
FDA_BLOOD_BAG = "=)1TE123456A&)RZ12345678"


def hibc(body: str) -> str:
    """Return a HIBCC text with its check character, computed as the standard says."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
    return body + alphabet[sum(map(alphabet.index, body)) % 43]


def gtin(body: str) -> str:
    """Return thirteen digits with their check digit."""
    return body + str(-sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(body)) % 10)


def test_a_printed_gs1_identifier_is_taken_apart() -> None:
    assert read_udi(FDA_GS1) == Udi(
        "GS1",
        "51022222233336",
        lot="A213B1",
        serial_number="1234",
        manufactured_on=PartialDate(2014, 12, 31),
        expires_on=PartialDate(2015, 7, 7),
    )


@pytest.mark.parametrize("start", ["", "]C1", "]d2", "\x1d"])
def test_a_scanned_gs1_identifier_ends_variable_parts_at_the_separator(start: str) -> None:
    scanned = f"{start}015102222223333611141231" + "17150707" + "10A213B1\x1d211234\x1d80122.1.4"
    if start == "\x1d":
        with pytest.raises(BadInput):
            read_udi(scanned)
        return
    udi = read_udi(scanned)
    assert (udi.lot, udi.serial_number, udi.software_version) == ("A213B1", "1234", "2.1.4")
    assert udi.manufactured_on == PartialDate(2014, 12, 31)


def test_brackets_inside_a_serial_number_are_data() -> None:
    assert read_udi("(01)51022222233336(21)AB(03)7").serial_number == "AB(03)7"


def test_day_zero_is_an_unknown_day() -> None:
    assert read_udi("(01)51022222233336(17)260200").expires_on == PartialDate(2026, 2)


def test_a_bare_trade_item_number_is_a_device_identifier() -> None:
    assert read_udi("00844588018886") == Udi("GS1", "00844588018886")
    assert read_udi("0844588018886").device_identifier == "00844588018886"
    assert read_udi("844588018886").device_identifier == "00844588018886"


def test_hibcc_with_all_its_parts() -> None:
    assert read_udi(FDA_HIBCC) == Udi(
        "HIBCC",
        "H123PARTNO1234567890120",
        lot="LOT123456789012345",
        serial_number="XYZ4567890123 45678",
        manufactured_on=PartialDate(2013, 2, 2),
        expires_on=PartialDate(2020, 2, 2),
    )


@pytest.mark.parametrize(
    ("secondary", "lot", "serial", "expires"),
    [
        ("", "", "", None),
        ("/$LOT7", "LOT7", "", None),
        ("/$+SER7", "", "SER7", None),
        ("/$$0919LOT7", "LOT7", "", (2019, 9, 0)),
        ("/$$1219LOT7", "LOT7", "", (2019, 12, 0)),
        ("/$$2051519LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$3190515LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$419051521LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$519135LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$61913521LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$7LOT7", "LOT7", "", None),
        ("/$$+7SER7", "", "SER7", None),
        ("/$$8243190515LOT7", "LOT7", "", (2019, 5, 15)),
        ("/$$9000247LOT7", "LOT7", "", None),
        ("/19135LOT7", "LOT7", "", (2019, 5, 15)),
        ("/SSER7/14D20190515", "", "SER7", (2019, 5, 15)),
    ],
)
def test_every_form_of_hibcc_secondary_data(
    secondary: str, lot: str, serial: str, expires: tuple[int, int, int] | None
) -> None:
    udi = read_udi(hibc("+X999123ABC0" + secondary))
    assert udi == Udi("HIBCC", "X999123ABC0", lot, serial, None, PartialDate(*expires) if expires else None)


def test_iccbba_with_all_its_parts() -> None:
    assert read_udi(FDA_ICCBBA) == Udi(
        "ICCBBA",
        "A9999XYZ100T0944",
        lot="000000000000XYZ123",
        serial_number="000025",
        manufactured_on=PartialDate(2013, 2, 1),
        expires_on=PartialDate(2014, 2, 1),
    )
    assert read_udi(FDA_BLOOD_BAG) == Udi("ICCBBA", "1TE123456A", lot="RZ12345678")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("", "udi-malformed"),
        ("(01)51022222233337(21)1", "udi-check"),
        ("00844588018887", "udi-check"),
        ("(21)1234", "udi-malformed"),
        ("(01)5102222223333", "udi-malformed"),
        ("(01)51022222233336(17)261332", "udi-malformed"),
        ("(01)51022222233336(21)", "udi-malformed"),
        ("0151022222233336Z1", "udi-malformed"),
        (FDA_HIBCC[:-1] + "D", "udi-check"),
        (hibc("+$$319051"), "udi-malformed"),
        (hibc("+X999123ABC0/$$3199915LOT"), "udi-malformed"),
        ("+X999é", "udi-malformed"),
        ("=/A9999XYZ100T094", "udi-malformed"),
        ("=,000025", "udi-malformed"),
        ("see label", "udi-malformed"),
        ("(01)" + "5" * 400, "udi-malformed"),
    ],
)
def test_a_broken_identifier_is_bad_input_with_its_place(broken: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_udi(broken, "inventory.csv row 7 column UDI")
    assert caught.value.code == code
    assert caught.value.where.startswith("inventory.csv row 7 column UDI")


def test_the_place_of_a_malformed_part_is_its_character() -> None:
    with pytest.raises(BadInput) as caught:
        read_udi("(01)51022222233336(17)26x200", "x")
    assert caught.value.where == "x character 23"


def test_every_device_identifier_of_the_gudid_sample_is_read(shared: Path) -> None:
    """All 2,322 identifiers of the sample are well-formed and carry the right check digit."""
    with gzip.open(shared / "data" / "device" / "gudid" / "gudid_open_2000.jsonl.gz") as lines:
        identifiers = [one for line in lines for one in json.loads(line)["identifiers"]]
    assert len(identifiers) == 2322
    for one in identifiers:
        assert read_udi(one["deviceId"]).issuer == one["deviceIdIssuingAgency"], one


SERIALS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.", min_size=1, max_size=20)


@given(st.from_regex(r"[0-9]{13}", fullmatch=True), SERIALS, SERIALS)
def test_printed_and_scanned_gs1_identifiers_say_the_same(body: str, lot: str, serial: str) -> None:
    number = gtin(body)
    printed = read_udi(f"(01){number}(10){lot}(21){serial}")
    assert read_udi(f"01{number}10{lot}\x1d21{serial}") == printed
    assert (printed.device_identifier, printed.lot, printed.serial_number) == (number, lot, serial)


@given(st.from_regex(r"[0-9]{13}", fullmatch=True), st.integers(0, 13), st.integers(1, 9))
def test_no_single_mistyped_digit_passes(body: str, place: int, shift: int) -> None:
    number = gtin(body)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(BadInput, match="udi-check"):
        read_udi(f"(01){wrong}")


@given(st.text("0123456789()+=/$&,>}SD]C ABCZ\x1d", max_size=80) | st.text(max_size=40))
def test_any_text_is_a_udi_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert read_udi(text).device_identifier
