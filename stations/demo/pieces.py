"""All the pieces, in the order in which they are made."""

from stations.demo import breakbeat, downtempo, hiphop, house, techno, trance
from stations.demo.score import Piece

ALL: tuple[Piece, ...] = (
    *house.PIECES,  # the first two: a fifth apart and one per cent in tempo
    *techno.PIECES,
    *trance.PIECES,
    *breakbeat.PIECES,
    *hiphop.PIECES,
    *downtempo.PIECES,
)
BY_GENRE: dict[str, tuple[Piece, ...]] = {}
for _piece in ALL:
    BY_GENRE[_piece.genre] = (*BY_GENRE.get(_piece.genre, ()), _piece)
