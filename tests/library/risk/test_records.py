"""A case cannot be made without every input in its place."""

import pytest

from medward.errors import BadInput
from tests.library.risk.evidence import Evidence, case_of


def test_an_input_in_anothers_place_is_refused() -> None:
    case = case_of(Evidence())
    fields = {name: getattr(case, name) for name in case.__dataclass_fields__}
    with pytest.raises(BadInput, match="in kev was given as exploitation"):
        type(case)(**{**fields, "exploitation": case.in_kev})
    with pytest.raises(BadInput, match="no confidence"):
        type(case)(**{**fields, "confidence": 1.5})
    with pytest.raises(TypeError):
        type(case)(**{name: value for name, value in fields.items() if name != "epss"})
