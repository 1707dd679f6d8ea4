"""A mapping as the TOML that people read and edit."""

import json
from collections.abc import Sequence

from engine.midi.binding import Binding
from engine.midi.mapping import Mapping

HEAD = """\
# Learnt by everset midi learn; edit it as you like, and see config/controllers of Everset for what there is.

[controller]
"""


def written(mapping: Mapping) -> str:
    """The text of its file."""
    identity = mapping.controller
    ports = ", ".join(json.dumps(port, ensure_ascii=False) for port in identity.ports)
    head = f"{HEAD}name = {json.dumps(identity.name, ensure_ascii=False)}\nports = [{ports}]\n"
    return head + "".join(map(_control, mapping.control))


def _control(binding: Binding) -> str:
    facts = binding.model_dump(exclude_defaults=True) | {"number": binding.number}
    order = [name for name in Binding.model_fields if name in facts]
    return "\n[[control]]\n" + "".join(f"{name} = {_value(name, facts[name])}\n" for name in order)


def _value(name: str, value: object) -> str:
    return f"0x{value:02X}" if name == "number" else json.dumps(value)


def learnt(mapping: Mapping, bindings: Sequence[Binding]) -> Mapping:
    """``mapping`` with ``bindings`` in the place of what did the same, and of what the same control did before."""
    new = {(one.does, one.deck, one.shift) for one in bindings} | {(*one.key, one.shift) for one in bindings}
    kept = [one for one in mapping.control if not {(one.does, one.deck, one.shift), (*one.key, one.shift)} & new]
    return mapping.model_copy(update={"control": [*kept, *bindings]})
