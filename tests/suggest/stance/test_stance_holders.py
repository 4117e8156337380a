"""Who holds a position where no name stands beside the verb."""

from collections.abc import Callable

import pytest

from postil.suggest.events.telling import Telling
from postil.suggest.stance.claims import find

Tell = Callable[..., Telling]


def held(telling: Telling) -> list[tuple[str, str]]:
    """Label and holder of each claim."""
    text = telling.analysis.text
    out = []
    for hit in find(telling):
        (holder,) = hit.roles["holder"]
        out.append((hit.label, holder.text or (text[holder.entity.start : holder.entity.end] if holder.entity else "")))
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les marins ont salué le plan et ont regretté son retard.", [("FAVOR", "marins"), ("AGAINST", "marins")]),
        ("« C'est vrai », a dit Ilse Marrow. Il fait froid. Elle a salué le plan.", [("FAVOR", "Ilse Marrow")]),
        ("Le plan est attendu par les dockers, qui réclament une taxe.", [("FAVOR", "dockers")]),
        ("Le syndicat reste opposé à la taxe.", [("AGAINST", "syndicat")]),
        ("Les syndicats, opposés à la taxe, sont partis.", [("AGAINST", "syndicats")]),
        ("La Valdorie a choisi de ne pas soutenir la résolution.", [("AGAINST", "Valdorie")]),
        ("« Toutes nos condoléances aux familles », a dit Tomas Brell.", [("FAVOR", "Tomas Brell")]),
        ("« On nous vole le port », s'est-il indigné.", []),
        ("Tomas Brell s'emporte : « On nous vole le port ».", [("AGAINST", "Tomas Brell")]),
        ("« On nous vole le port », s'indigne l'agence AVP.", []),
        ("Tomas Brell s'est dit « choqué par la mort d'Ilse Marrow ».", [("AGAINST", "Tomas Brell")]),
        ("Le projet veut moquer le maire.", []),
    ],
)
def test_who_holds_it(tell: Tell, text: str, expected: list[tuple[str, str]]) -> None:
    assert held(tell(text)) == expected
