from dataclasses import dataclass
from medward.matching.ranges.sets import VersionSet
@dataclass(frozen=True, slots=True)
class Found:
    start: int
    end: int
    text: str
    set: VersionSet
    relation: str
def read_prose(text: str) -> tuple[Found, ...]:
    return ()
