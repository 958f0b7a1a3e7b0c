"""A whole export read: no row lost, every problem with its place, values that know where they came from."""

import csv
import gzip
import io
import json
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import BadInput
from medward.inventory.read import read_inventory
from medward.inventory.records import (
    Harm,
    Inventory,
    LifeCycle,
    Network,
    Origin,
    PartialDate,
    Problem,
    Severity,
    Udi,
    YesNo,
)


def read(text: str, **mapping: str) -> Inventory:
    return read_inventory(text.encode(), "export.csv", mapping=mapping or None)


def only(inventory: Inventory, code: str) -> Problem:
    found = [problem for problem in inventory.problems if problem.code == code]
    assert len(found) == 1, inventory.problems
    return found[0]


def test_a_row_becomes_a_device_with_all_it_says() -> None:
    inventory = read(
        "Asset Tag;Manufacturer;Model;Description;SW Version;Serial No;UDI;Site;Department;Room;IP;MAC;Installed;Built;"
        "End of support;Risk assessment date;Status;Function;Severity;PHI;Network;Owner\n"
        "BME-1;Dräger;Perseus A500;Anaesthesia workstation;2.03;ASKF-0042;(01)51022222233336(21)1234;Main;OR;OR 3;"
        "10.1.2.3;00-1a-2b-3c-4d-5e;13.05.2019;2018;12/2030;2024-02-29;In Service;Anaesthesia;critical;yes;LAN;J. Doe\n"
    )
    (device,) = inventory.devices
    assert inventory.problems == ()
    assert (device.asset_tag, device.manufacturer, device.model) == ("BME-1", "Dräger", "Perseus A500")
    assert (device.description, device.software_version) == ("Anaesthesia workstation", "2.03")
    assert device.serial_number == "ASKF-0042"
    assert device.udi == Udi("GS1", "51022222233336", serial_number="1234")
    assert (device.site, device.ward, device.location, device.owner) == ("Main", "OR", "OR 3", "J. Doe")
    assert (device.ip, device.mac) == ("10.1.2.3", "00:1a:2b:3c:4d:5e")
    assert (device.in_service_on, device.manufactured_on) == (PartialDate(2019, 5, 13), PartialDate(2018))
    assert (device.end_of_support_on, device.last_risk_assessment_on) == (
        PartialDate(2030, 12),
        PartialDate(2024, 2, 29),
    )
    assert (device.life_cycle, device.care_role, device.harm) == (LifeCycle.IN_USE, "Anaesthesia", Harm.CRITICAL)
    assert (device.holds_patient_data, device.network) == (YesNo.YES, Network.WIRED)


def test_what_nobody_gave_is_unknown() -> None:
    (device,) = read("Asset Tag,Status,Severity,PHI,Network,Installed,Version\n1,,N/A,?,,-,see label\n").devices
    assert (device.life_cycle, device.harm) == (LifeCycle.UNKNOWN, Harm.UNKNOWN)
    assert (device.holds_patient_data, device.network) == (YesNo.UNKNOWN, Network.UNKNOWN)
    assert (device.in_service_on, device.software_version) == (None, "")


def test_every_value_knows_its_cell_an_empty_one_too() -> None:
    (device,) = read("\nReport of today\nAsset Tag,Model,SW\n1,MP50,see label\n").devices
    assert device.origins["model"] == Origin("export.csv", "", 4, "Model")
    assert str(device.origins["software_version"]) == "export.csv row 4 column SW"
    assert "ip" not in device.origins


def test_placeholders_are_counted_once_a_column() -> None:
    problem = only(read("Tag,SW\n1,see label\n2,see label\n3,1.0\n"), "placeholder")
    assert (problem.origin.column, problem.value, problem.why) == ("SW", "see label", "read as unknown in 2 rows")


def test_a_row_without_identity_is_an_error_that_shows_it() -> None:
    inventory = read("Asset Tag,Serial,Model\n1,a,b\n,,MP50\n-,n/a,MP70\n")
    assert (len(inventory.devices), inventory.rows) == (1, 3)
    errors = [problem for problem in inventory.problems if problem.severity is Severity.ERROR]
    assert [(one.origin.row, one.code, one.value) for one in errors] == [
        (3, "no-identity", "MP50"),
        (4, "no-identity", "- | n/a | MP70"),
    ]


def test_a_device_without_tag_is_named_by_its_serial_number() -> None:
    inventory = read("Asset Tag,Serial,Model,UDI\n,S-7,MP50,\n,,MP70,(01)51022222233336(21)99\n")
    assert [device.asset_tag for device in inventory.devices] == ["serial:S-7", "serial:99"]
    assert inventory.devices[1].serial_number == "99"


def test_a_tag_that_comes_twice_is_listed_and_both_rows_are_read() -> None:
    inventory = read("Asset Tag,Model\nA1,MP50\nA2,x\nA1,MP70\n")
    assert [device.model for device in inventory.devices] == ["MP50", "x", "MP70"]
    problem = only(inventory, "duplicate-asset-tag")
    assert (problem.origin.row, problem.value) == (4, "A1")
    assert "row 2" in problem.why


def test_a_bad_cell_costs_its_value_and_not_the_device() -> None:
    inventory = read("Asset Tag,IP,MAC,Installed,Status,UDI\n1,999.1.1.1,zz,yesterday,purple,(01)1\n")
    (device,) = inventory.devices
    assert (device.ip, device.mac, device.in_service_on, device.udi) == ("", "", None, None)
    assert device.life_cycle is LifeCycle.UNKNOWN
    assert {(one.code, one.origin.row, one.origin.column, one.value) for one in inventory.problems} == {
        ("ip-unreadable", 2, "IP", "999.1.1.1"),
        ("mac-unreadable", 2, "MAC", "zz"),
        ("date-unreadable", 2, "Installed", "yesterday"),
        ("word-unknown", 2, "Status", "purple"),
        ("udi-malformed", 2, "UDI", "(01)1"),
    }


def test_the_whole_column_decides_the_order_of_day_and_month() -> None:
    inventory = read("Asset Tag,Installed\n1,03/04/2017\n2,25/12/2017\n")
    assert inventory.devices[0].in_service_on == PartialDate(2017, 4, 3)
    assert "day first" in inventory.columns[1].note


def test_an_undecided_column_borrows_from_the_other_dates_of_the_file() -> None:
    inventory = read("Asset Tag,Installed,Built\n1,03/04/2017,12/25/2016\n")
    assert inventory.devices[0].in_service_on == PartialDate(2017, 3, 4)


def test_an_ambiguous_date_gives_its_year_and_a_warning() -> None:
    inventory = read("Asset Tag,Installed\n1,03/04/2017\n")
    assert inventory.devices[0].in_service_on == PartialDate(2017)
    assert only(inventory, "date-ambiguous").value == "03/04/2017"


def test_swapped_maker_and_model_are_put_right_only_when_certain() -> None:
    inventory = read(
        "Tag,Manufacturer,Model\n1,Philips Healthcare,MP50\n2,Philips Healthcare,MP70\n"
        "3,Holter 2010 Plus,Philips Healthcare\n4,Holter,MP50\n5,HP 1,Agilent\n"
    )
    device = inventory.devices[2]
    assert (device.manufacturer, device.model) == ("Philips Healthcare", "Holter 2010 Plus")
    assert device.origins["manufacturer"].column == "Model"
    assert only(inventory, "columns-swapped").value == "Holter 2010 Plus | Philips Healthcare"
    assert (inventory.devices[4].manufacturer, inventory.devices[4].model) == ("HP 1", "Agilent")


def test_a_merged_column_fills_both_fields() -> None:
    inventory = read("Tag,Make & Model,Model/Version\n1,Philips / MP50,\n2,GE Healthcare - MAC 2000,x\n3,Mindray,\n")
    assert [(device.manufacturer, device.model) for device in inventory.devices] == [
        ("Philips", "MP50"),
        ("GE Healthcare", "MAC 2000"),
        ("", "Mindray"),
    ]
    assert inventory.devices[0].origins["manufacturer"] == inventory.devices[0].origins["model"]
    assert [(one.origin.row, one.value) for one in inventory.problems if one.code == "merged-not-cut"] == [
        (4, "Mindray")
    ]


def test_model_and_version_in_one_cell_part_at_the_last_separator() -> None:
    (device,) = read("Tag,Model / Version\n1,CADD-Solis / VIP / 3.1\n").devices
    assert (device.model, device.software_version) == ("CADD-Solis / VIP", "3.1")


def test_a_second_column_of_one_field_is_read_where_the_first_is_empty() -> None:
    inventory = read("Tag,Model Number,Model\n1,,MP50\n2,M8004A,MP50\n")
    assert [device.model for device in inventory.devices] == ["MP50", "MP50"]
    inventory = read("Tag,Model,Catalog Number\n1,,C-1\n2,MP50,C-2\n")
    assert [device.model for device in inventory.devices] == ["C-1", "MP50"]
    assert inventory.devices[0].origins["model"].column == "Catalog Number"
    assert inventory.columns[2].how == "fallback"


def test_a_mapping_wins_over_every_alias() -> None:
    inventory = read("Tag,Local code,Model\nA,B,MP50\n", **{"Local code": "asset_tag", "Tag": "-"})
    assert inventory.devices[0].asset_tag == "B"
    assert [(column.how, column.fields) for column in inventory.columns[:2]] == [
        ("unused", ()),
        ("mapping", ("asset_tag",)),
    ]


def test_a_mapping_by_number_reads_a_file_without_headers() -> None:
    inventory = read(
        "BME-1,Philips,MP50\nBME-2,GE,MAC 2000\n", **{"#1": "asset_tag", "#2": "manufacturer", "#3": "model"}
    )
    assert [(one.asset_tag, one.model) for one in inventory.devices] == [("BME-1", "MP50"), ("BME-2", "MAC 2000")]
    assert inventory.devices[0].origins["model"] == Origin("export.csv", "", 1, "#3")


def test_a_mapping_may_name_two_fields_of_one_column() -> None:
    (device,) = read("Tag,Gerät\n1,Siemens | Artis\n", Gerät="manufacturer+model").devices
    assert (device.manufacturer, device.model) == ("Siemens", "Artis")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [({"Nope": "model"}, "mapping-header"), ({"#9": "model"}, "mapping-header"), ({"Tag": "colour"}, "mapping-field"),
     ({"Tag": "model+colour"}, "mapping-field"), ({"Tag": "a+b+c"}, "mapping-field")],
)  # fmt: skip
def test_a_mapping_that_fits_nothing_is_refused(mapping: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read("Tag,Model\n1,x\n", **mapping)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BME-1,Philips,MP50\nBME-2,GE,MAC 2000\n", "no-header"),
        ("Model,Manufacturer\nMP50,Philips\n", "no-identity-column"),
    ],
)
def test_a_file_without_header_or_identity_says_what_to_do(text: str, code: str) -> None:
    with pytest.raises(BadInput, match="--map") as caught:
        read(text)
    assert (caught.value.code, caught.value.where) == (code, "export.csv")


def test_lines_above_the_header_and_totals_below_are_no_devices() -> None:
    inventory = read(
        "Equipment list,,\nReport generated 2024-03-01,,\n\nAsset Tag,Model,Dept\n1,MP50,ICU\n\nAsset Tag,Model,Dept\n"
        "SUM-1,,\n2,MP70,OR\nTotal records: 2,,\nTotal,2,\nPage 1 of 3,,\n"
    )
    assert [device.asset_tag for device in inventory.devices] == ["1", "SUM-1", "2"]
    assert inventory.rows == 3
    assert [(one.origin.row, one.code) for one in inventory.problems] == [
        (7, "repeated-header"),
        (10, "totals-row"),
        (11, "totals-row"),
        (12, "totals-row"),
    ]


def test_ragged_rows_are_read_and_listed() -> None:
    inventory = read("Asset Tag,Model,Dept\n1,MP50,ICU,5 inch\n2,MP70\n3,a,b,,\n")
    assert len(inventory.devices) == 3
    assert [(one.origin.row, one.code) for one in inventory.problems] == [(2, "row-too-long"), (3, "row-too-short")]


def test_a_rounded_identifier_is_listed() -> None:
    assert only(read("Asset Tag,Serial\n1,7.65E+11\n"), "identifier-rounded").origin.column == "Serial"


def test_an_unclear_header_is_explained() -> None:
    inventory = read("ID,Name,Manufacturer,Model\n1,x,Philips,MP50\n")
    assert inventory.devices[0].asset_tag == "1"
    assert only_columns(inventory, "header-unclear") == ["ID", "Name"]
    inventory = read("Asset Tag,Vendor,Manufacturer\n1,Reseller,Philips\n")
    assert inventory.devices[0].manufacturer == "Philips"
    assert "could mean manufacturer" in inventory.columns[1].note


def only_columns(inventory: Inventory, code: str) -> list[str]:
    return [problem.origin.column for problem in inventory.problems if problem.code == code]


def test_many_warnings_of_a_kind_are_counted_and_errors_all_listed() -> None:
    text = "Asset Tag,IP,Model\n" + "".join(f"T{number},bad,x\n" for number in range(1500)) + ",,x\n" * 1200
    inventory = read(text)
    warnings = [one for one in inventory.problems if one.code == "ip-unreadable"]
    assert len(warnings) == 1001
    assert warnings[0].why.startswith("500 more")
    assert sum(1 for one in inventory.problems if one.code == "no-identity") == 1200


def test_a_workbook_is_read_like_a_text_file_and_numbers_as_versions_are_listed() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Devices"
    for row in (["Asset Tag", "Model", "SW Version", "Installed"], [12345.0, "MP50", 1.1, 42475], ["A2", "x", "1.10"]):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    inventory = read_inventory(stream.getvalue(), "export.xlsx")
    assert [(one.asset_tag, one.software_version) for one in inventory.devices] == [("12345", "1.1"), ("A2", "1.10")]
    assert inventory.devices[0].in_service_on == PartialDate(2016, 4, 15)
    assert inventory.devices[0].origins["model"] == Origin("export.xlsx", "Devices", 2, "Model")
    assert only(inventory, "version-is-number").value == "1.1"
    assert (inventory.sheet, inventory.encoding, inventory.delimiter) == ("Devices", "", "")


def test_the_same_file_is_read_the_same_way_twice() -> None:
    text = "Asset Tag,Status,Installed\n1,purple,3/4/2017\n"
    assert read(text) == read(text)


def test_the_open_inventory_loses_nothing(shared: Path) -> None:
    """449 rows, 449 devices, every tag and text as written, no error."""
    data = (shared / "bench" / "matching" / "open_inventory.csv").read_bytes()
    inventory = read_inventory(data, "open_inventory.csv")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert len(inventory.devices) == inventory.rows == len(rows) == 449
    assert not [problem for problem in inventory.problems if problem.severity is Severity.ERROR]
    assert [device.asset_tag for device in inventory.devices] == [row["asset_tag"] for row in rows]
    for device, row in zip(inventory.devices, rows, strict=True):
        assert {device.manufacturer, device.model} == {row["manufacturer"].strip(), row["model"].strip()}
        assert device.software_version in {row["software_version"].strip(), ""}
        assert bool(device.mac) == bool(row["mac"])
        assert bool(device.in_service_on) == bool(row["in_service_date"])


def test_products_of_the_gudid_sample_make_an_inventory(shared: Path) -> None:
    """GUDID's own element names, written as an export, are understood and every product is read."""
    with gzip.open(shared / "data" / "device" / "gudid" / "gudid_open_2000.jsonl.gz") as lines:
        products = [json.loads(line) for line in lines]
    names = ["companyName", "brandName", "versionModelNumber", "deviceDescription"]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Asset Tag", *names, "primary DI"])
    for number, product in enumerate(products):
        writer.writerow([f"G{number}", *(product[name] or "" for name in names), product["identifiers"][0]["deviceId"]])
    inventory = read_inventory(text.getvalue().encode(), "gudid.csv")
    assert len(inventory.devices) == 2020
    assert not [one for one in inventory.problems if one.severity is Severity.ERROR]
    for device, product in zip(inventory.devices, products, strict=True):
        assert device.udi is not None
        assert plain_text(product["companyName"]) == device.manufacturer
        assert device.model in {plain_text(product["versionModelNumber"]), plain_text(product["brandName"]), ""}


def plain_text(value: str | None) -> str:
    return (value or "").strip()


FIELDS = st.sampled_from(
    ["Asset Tag", "Model", "Serial", "Installed", "IP", "MAC", "Status", "Severity", "UDI", "Make/Model"]
)
CELL = st.text(st.sampled_from('ab1279/-.:" \t,;|()+=\n\r\0é\u2028'), max_size=10)


@given(
    st.lists(FIELDS, min_size=1, max_size=8, unique=True),
    st.lists(st.lists(CELL, max_size=9), max_size=8),
    st.sampled_from(",;\t|"),
)
@settings(max_examples=150)
def test_every_data_row_becomes_a_device_or_an_error(headers: list[str], rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Tag", *headers])
    writer.writerows(rows)
    inventory = read(text.getvalue())
    errors = sum(1 for problem in inventory.problems if problem.severity is Severity.ERROR)
    assert len(inventory.devices) + errors == inventory.rows
    for problem in inventory.problems:
        assert problem.code
        assert problem.why


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_an_inventory_or_bad_input(data: bytes) -> None:
    for candidate in (data, b"Asset Tag,Model,Installed\n" + data, b"PK\x03\x04" + data):
        with suppress(BadInput):
            read_inventory(candidate, "x")


def test_what_a_spreadsheet_was_made_to_keep_as_text_is_read_without_its_wrapping() -> None:
    data = b'Asset Tag,Maker,Model,Software Version,Serial\n="007",Example,"=""Drip """"L""""""","=""12.2.1.5""",=""\n'
    (device,) = read_inventory(data, "devices.csv").devices
    assert (device.asset_tag, device.software_version, device.serial_number) == ("007", "12.2.1.5", "")
    assert device.model == 'Drip "L"'
    data = b'Asset Tag,Maker,Model\nA1,Example,="A"&"B"\n'
    assert [one.model for one in read_inventory(data, "devices.csv").devices] == ['="A"&"B"']
