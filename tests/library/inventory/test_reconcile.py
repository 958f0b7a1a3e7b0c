"""Several exports of one hospital brought together."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from medward.inventory.reconcile import newest_first, reconcile
from medward.inventory.records import Device, Harm, LifeCycle, Origin, PartialDate, Udi


def device(tag: str, file: str = "a.csv", **values: object) -> Device:
    origins = {name: Origin(file, "", 2, name) for name in ("asset_tag", *values)}
    return Device(asset_tag=tag, origins=origins, **values)  # type: ignore[arg-type]


def test_rows_that_agree_in_the_tag_are_one_device() -> None:
    result = reconcile([[device("BME-1", model="MP50")], [device("bme 1", "b.csv", ip="10.0.0.1")]])
    (merged,) = result.devices
    assert (merged.asset_tag, merged.model, merged.ip) == ("BME-1", "MP50", "10.0.0.1")
    assert (merged.origins["model"].file, merged.origins["ip"].file) == ("a.csv", "b.csv")
    assert result.disagreements == ()


def test_rows_that_agree_in_serial_and_maker_udi_or_mac_are_one_device() -> None:
    udi = Udi("GS1", "51022222233336", serial_number="7")
    for first, second in (
        (device("1", serial_number="SN 00871", manufacturer="GE"), device("2", serial_number="871", manufacturer="ge")),
        (device("1", udi=udi), device("2", udi=replace(udi, lot="x"))),
        (device("1", mac="00:1a:2b:3c:4d:5e"), device("serial:x", mac="00:1a:2b:3c:4d:5e", model="MP50")),
    ):
        result = reconcile([[first], [second]])
        assert len(result.devices) == 1
        assert result.members == ((first, second),)


def test_the_more_trusted_source_wins_and_both_cells_stay_listed() -> None:
    result = reconcile([[device("1", software_version="B.03")], [device("1", "scan.csv", software_version="C.01")]])
    assert result.devices[0].software_version == "B.03"
    (found,) = result.disagreements
    assert (found.field, found.kept, found.other) == ("software_version", "B.03", "C.01")
    assert (found.kept_from, found.other_from) == (
        Origin("a.csv", "", 2, "software_version"),
        Origin("scan.csv", "", 2, "software_version"),
    )


def test_empty_and_unknown_never_win() -> None:
    result = reconcile(
        [[device("1", harm=Harm.UNKNOWN)], [device("1", harm=Harm.SERIOUS, in_service_on=PartialDate(2019))]]
    )
    assert (result.devices[0].harm, result.devices[0].in_service_on) == (Harm.SERIOUS, PartialDate(2019))
    assert result.disagreements == ()


def test_case_and_spacing_are_no_disagreement_but_a_version_is_taken_to_the_letter() -> None:
    result = reconcile(
        [
            [device("1", model="MAC-2000", software_version="1.1")],
            [device("1", model="Mac 2000", software_version="11")],
        ]
    )
    assert [one.field for one in result.disagreements] == ["software_version"]


def test_a_reused_tag_with_another_serial_is_another_device() -> None:
    result = reconcile([[device("1", serial_number="A")], [device("1", serial_number="B")]])
    assert len(result.devices) == 2
    (conflict,) = result.conflicts
    assert (conflict.by, conflict.first.serial_number, conflict.second.serial_number) == ("asset tag", "A", "B")


def test_rows_of_one_export_are_never_one_device() -> None:
    assert len(reconcile([[device("1", model="a"), device("1", model="b")]]).devices) == 2
    assert len(reconcile([[device("1")], [device("1"), device("1")]]).devices) == 2


def test_a_real_tag_is_better_than_one_derived_from_the_serial_number() -> None:
    first = device("serial:77", serial_number="77", manufacturer="GE")
    second = device("BME-9", serial_number="77", manufacturer="GE", life_cycle=LifeCycle.SPARE)
    (merged,) = reconcile([[first], [second]]).devices
    assert merged.asset_tag == "BME-9"


def test_the_newer_file_comes_first_when_nobody_orders_the_sources() -> None:
    old, new, undated = [device("o")], [device("n")], [device("u")]
    assert newest_first({"old": old, "undated": undated, "new": new}, ["new", "old"]) == [new, old, undated]


DEVICES = st.lists(
    st.builds(
        device,
        st.sampled_from(["1", "2", "serial:3"]),
        serial_number=st.sampled_from(["", "3", "SN 3", "4"]),
        manufacturer=st.sampled_from(["", "GE", "Philips"]),
        mac=st.sampled_from(["", "00:00:00:00:00:01"]),
        model=st.sampled_from(["", "x", "y"]),
    ),
    max_size=5,
)


@given(st.lists(DEVICES, max_size=4))
def test_every_row_goes_into_exactly_one_device(sources: list[list[Device]]) -> None:
    result = reconcile(sources)
    assert len(result.devices) == len(result.members)
    assert sorted(id(row) for group in result.members for row in group) == sorted(
        id(row) for rows in sources for row in rows
    )


@given(DEVICES)
def test_one_source_alone_is_left_as_it_is(devices: list[Device]) -> None:
    assert list(reconcile([devices]).devices) == devices
