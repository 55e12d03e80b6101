"""An outline is a template with places, and what is put into a place stays what it is."""

import pytest

from generator.templating import MARK, Outline, Templates

TEXT = "<h1>{{ title }}</h1>{% if note %}<p>{{ word('hint', note=note) }}</p>{% endif %}"
TEMPLATES = Templates({"page.html.jinja": TEXT}, "hint: {en: 'See {note} & more'}", {})
PAGES = [
    ({"title": "<b>1</b>", "note": ""}, "<h1><b>1</b></h1>"),
    ({"title": "1", "note": "<i>2</i>"}, "<h1>1</h1><p>See <i>2</i> &amp; more</p>"),
    ({"title": f"{MARK}note{MARK}", "note": "2"}, f"<h1>{MARK}note{MARK}</h1><p>See 2 &amp; more</p>"),
]


@pytest.mark.parametrize(("pieces", "page"), PAGES)
def test_pieces_stand_in_their_places_as_they_are(pieces: dict[str, str], page: str) -> None:
    """Words around a place are escaped, a piece is not; a place for nothing is none; a piece opens no other place."""
    outline = Outline(
        lambda **marks: TEMPLATES.fill("page", "en", **marks), {name: piece and "x" for name, piece in pieces.items()}
    )
    assert outline.filled(pieces) == page
