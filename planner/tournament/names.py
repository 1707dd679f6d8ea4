"""Names for competitors: a first name of its own, and the family's from the winner it descends from."""

import random
from collections.abc import Collection

_FIRST = (
    "Amber Autumn Azure Balearic Basalt Bright Cobalt Copper Coral Crimson Dawn Dusky Ember Fluent Gentle Gilded "
    "Golden Hazel Indigo Ivory Jade Keen Late Lunar Marble Mellow Midnight Mosaic Nimble Northern Opal Patient Pearl "
    "Plain Quartz Quiet Restless Rising Rosy Rustic Saffron Sable Silver Slate Solar Steady Sunday Supple Tidal "
    "Timber Topaz Tropic Twilight Umber Vivid Velvet Vernal Violet Wandering Warm Western Winter Woven Zesty"
)

_FAMILY = (
    "Avocet Badger Bison Bittern Condor Crane Curlew Dolphin Egret Falcon Finch Gannet Gecko Gull Hare Heron Hoopoe "
    "Ibex Ibis Jackdaw Kestrel Kite Lark Linnet Lynx Magpie Marlin Marten Merlin Newt Oriole Osprey Otter Owl Panda "
    "Pelican Petrel Plover Puffin Quail Raven Robin Salmon Seal Sparrow Starling Stork Swan Swift Tapir Tern Thrush "
    "Tiger Toad Turtle Viper Vole Walrus Weasel Whale Wolf Wombat Wren Yak"
)

FIRST, FAMILY = tuple(_FIRST.split()), tuple(_FAMILY.split())


def founder_name(seed: int, taken: Collection[str]) -> str:
    """A name of a family that nobody of ``taken`` is of, as long as there is one."""
    chance = random.Random(seed)  # noqa: S311  a name is no secret
    families = {name.split()[1] for name in taken}
    free = [family for family in FAMILY if family not in families] or FAMILY
    return _untaken(chance.choice(FIRST), chance.choice(free), taken)


def child_name(winner: str, seed: int, taken: Collection[str]) -> str:
    """A name of the winner's family."""
    chance = random.Random(seed)  # noqa: S311  a name is no secret
    return _untaken(chance.choice(FIRST), winner.split()[1], taken)


def _untaken(first: str, family: str, taken: Collection[str]) -> str:
    start = FIRST.index(first)
    names = [f"{one} {family}" for one in (*FIRST[start:], *FIRST[:start])]
    return next((name for name in names if name not in taken), names[0])
