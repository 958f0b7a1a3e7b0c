"""Content comes in by one door, is checked at the door, and everything that ships passes the check."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.content import load
from medward.errors import BadInput

CONTENT = resources.files("medward.content")
KINDS = sorted(folder.name for folder in CONTENT.iterdir() if folder.joinpath("schema.json").is_file())
FILES = [(kind, name) for kind in KINDS for name in load.names(kind)]


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_what_ships_satisfies_the_schema_of_its_kind(kind: str, name: str) -> None:
    assert load.load(kind, name)


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in FILES}))
def test_a_kind_lists_its_files_in_order(kind: str) -> None:
    assert list(load.names(kind)) == sorted(load.names(kind))


def test_a_file_is_read_once() -> None:
    kind, name = FILES[0]
    assert load.load(kind, name) is load.load(kind, name)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a: [",
        b"\xff\xfe\x00",
        b"- just\n- a list",
        b"on: 2024-02-31",
        b"1: a key that is no text",
        b"a: !!python/object/apply:os.system [ls]",
        b"a: !!bool perhaps",
        b"a: &a [1]\nb: [*a, *a]",
        b"[" * 100_000,
        b"- " * 100_000,
    ],
)
def test_a_file_that_was_edited_badly_is_named_with_the_reason(data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        load.read_content(data, "mine.yaml", KINDS[0])
    assert caught.value.code == "content-invalid"
    assert caught.value.where.startswith("mine.yaml")
    assert caught.value.why


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_file_holds_it_is_content_or_bad_input(data: bytes) -> None:
    with pytest.raises(BadInput):
        load.read_content(data, "mine.yaml", KINDS[0])
