"""All the pieces, in the order in which they are made."""

from stations.demo import house
from stations.demo.score import Piece

ALL: tuple[Piece, ...] = (
    house.NIGHT_KIOSK,
    house.GLITTER,
    house.TERRACE,
)
BY_GENRE: dict[str, tuple[Piece, ...]] = {}
for _piece in ALL:
    BY_GENRE[_piece.genre] = (*BY_GENRE.get(_piece.genre, ()), _piece)
