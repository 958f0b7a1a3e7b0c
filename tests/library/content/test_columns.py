"""The header aliases and the words for states: complete, without contradiction, and true to the common systems."""

import pytest

from medward.content.load import load
from medward.inventory.cells import plain
from medward.inventory.columns import understand
from medward.inventory.records import Device, Harm, LifeCycle, Network, YesNo

ALIASES = load("columns", "aliases")
WORDS = load("columns", "words")


def test_every_alias_means_one_field() -> None:
    seen: dict[str, str] = {}
    for field, headers in ALIASES["fields"].items():
        for header in {field, *map(plain, headers)}:
            assert seen.setdefault(plain(header), field) == field, header
    for rule in ALIASES["merged"]:
        for header in rule["headers"]:
            column = understand([header], {}, "export").columns[0]
            assert (column.how, set(column.fields)) == ("merged", set(rule["fields"])), header


def test_no_unclear_header_is_also_a_clear_one() -> None:
    clear = {plain(header) for headers in ALIASES["fields"].values() for header in headers}
    unclear = {plain(header) for headers in ALIASES["weak"].values() for header in headers}
    assert not clear & unclear


def test_every_field_that_an_export_can_give_has_aliases() -> None:
    fields = set(Device.__dataclass_fields__) - {"origins"}
    assert set(ALIASES["fields"]) == fields
    assert all(len(headers) >= 20 for headers in ALIASES["fields"].values())


@pytest.mark.parametrize(
    ("section", "kind"),
    [("life_cycle", LifeCycle), ("harm", Harm), ("network", Network), ("yes_no", YesNo)],
)
def test_every_word_stands_for_one_state(section: str, kind: type) -> None:
    assert set(WORDS[section]) == {str(member) for member in kind if member != "unknown"}
    seen: dict[str, str] = {}
    for state, words in WORDS[section].items():
        for word in words:
            assert plain(word), word
            assert seen.setdefault(plain(word), state) == state, word


# What a header line of each system's export looks like, and the fields that must be found in it, in order. "" is a
# column that Medward has no use for.
SYSTEMS = {
    "TMS and Phoenix": (
        "Control Number|Manufacturer|Model Number|Device Type|Serial Number|Dept Name|Facility|In Service|Status",
        "asset_tag|manufacturer|model|description|serial_number|ward|site|in_service_on|life_cycle",
    ),
    "AIMS": (
        "Tag Number|Mfr|Model|Description|Serial No|SW Version|Location|Owning Department|Install Date|PO Number",
        "asset_tag|manufacturer|model|description|serial_number|software_version|location|ward|in_service_on|",
    ),
    "ServiceNow CMDB": (
        "asset_tag|manufacturer.name|model_id.name|short_description|serial_number|ip_address|mac_address|install_status",
        "asset_tag|manufacturer|model|description|serial_number|ip|mac|life_cycle",
    ),
    "Nuvolo": (
        "u_asset_tag|u_manufacturer|u_model_number|u_serial_number|u_firmware_version|u_ephi|u_location",
        "asset_tag|manufacturer|model|serial_number|software_version|holds_patient_data|location",
    ),
    "EQ2 HEMS": (
        "Equip No.|Manufacturer Name|Model Name|Equipment Description|Serial #|Cost Center|Room|Software Rev",
        "asset_tag|manufacturer|model|description|serial_number|ward|location|software_version",
    ),
    "SAP PM": (
        "Equipment|Hersteller|Typbezeichnung|Bezeichnung|Herstellerserialnummer|Technischer Platz|Kostenstelle|Baujahr|"
        "Inbetriebnahmedatum|Standortwerk|Systemstatus",
        "asset_tag|manufacturer|model|description|serial_number|location|ward|manufactured_on|in_service_on|site|life_cycle",
    ),
    "Maximo": ("ASSETNUM|DESCRIPTION|SERIALNUM|MANUFACTURER|INSTALLDATE|STATUS|SITEID|LOCATION", None),
    "French": (
        "N° inventaire|Marque|Modèle|Désignation|N° de série|Version logicielle|Service utilisateur|Salle|"
        "Date de mise en service",
        "asset_tag|manufacturer|model|description|serial_number|software_version|ward|location|in_service_on",
    ),
    "Spanish": (
        "Nº de inventario|Fabricante|Modelo|Descripción|Número de serie|Versión de software|Servicio|Ubicación|"
        "Dirección IP",
        "asset_tag|manufacturer|model|description|serial_number|software_version|ward|location|ip",
    ),
    "Italian": (
        "N. inventario|Produttore|Modello|Descrizione|Matricola|Versione software|Reparto|Ubicazione|Data collaudo",
        "asset_tag|manufacturer|model|description|serial_number|software_version|ward|location|in_service_on",
    ),
    "merged": ("Asset #|Make & Model|Serial/No|Bldg/Room", "asset_tag|manufacturer+model|serial_number|site+location"),
}


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_the_headers_of_common_systems_are_understood(system: str) -> None:
    header_line, expected = SYSTEMS[system]
    layout = understand(header_line.split("|"), {}, "export")
    if expected is None:
        assert {"asset_tag", "serial_number", "manufacturer", "in_service_on", "life_cycle"} <= layout.sources.keys()
    else:
        assert ["+".join(column.fields) for column in layout.columns] == expected.split("|")
