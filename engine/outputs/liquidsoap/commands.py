"""What can be asked of Liquidsoap's command server, typed.

All of it is the same from 2.1 to 2.4. What differs is not used, or worked around: ``var.set name = value``, as ``help``
writes it, is refused before 2.1.4, which takes ``name=value`` alone; ``request.alive`` went with 2.3 and
``request.on_air`` with 2.4.3; outputs have ``start`` and ``stop`` from 2.4.1 on; there is no ``list``, and ``help``,
the one list of commands, is for people and looks otherwise since 2.4.2."""

import math

from engine.errors import CommandFailed
from engine.outputs.liquidsoap import answers
from engine.outputs.liquidsoap.answers import Variable, Version
from engine.outputs.liquidsoap.client import Client

Value = bool | int | float | str


class Commands:
    """Asks through ``client``. Everything here raises as :meth:`Client.ask` does, and CommandFailed for an answer that
    is not what it should be. ``id``: that of an operator in the script."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def version(self) -> Version:
        return answers.version(await self.client.ask("version"))

    async def uptime(self) -> int:
        """Seconds."""
        return answers.uptime(await self.client.ask("uptime"))

    async def source(self, id: str) -> str | None:
        """Who is connected to the ``input.harbor``; None: nobody."""
        return answers.source(await self.client.ask(f"{id}.status"))

    async def buffer_length(self, id: str) -> float:
        """Seconds of sound that an input has in hand."""
        return answers.seconds(await self.client.ask(f"{id}.buffer_length"))

    async def stop(self, id: str) -> None:
        """Cut off who is connected to an input; they may come back."""
        answers.done(await self.client.ask(f"{id}.stop"))

    async def push(self, id: str, uri: str) -> int:
        """Put ``uri`` into a ``request.queue``; the request's number. There is one for a file that is missing, too:
        :meth:`trace` tells."""
        return answers.number(await self.client.ask(f"{id}.push {uri}"))

    async def queue(self, id: str) -> list[int]:
        """The requests that wait in a queue."""
        return answers.numbers(await self.client.ask(f"{id}.queue"))

    async def trace(self, request: int) -> list[str]:
        """What became of a request, in Liquidsoap's words. Raises CommandFailed when it is forgotten, as one is that
        failed when the queue wanted to play it."""
        return answers.found(await self.client.ask(f"request.trace {request}")).splitlines()

    async def request_metadata(self, request: int) -> dict[str, str]:
        return answers.metadata(answers.found(await self.client.ask(f"request.metadata {request}")))

    async def metadata(self, id: str) -> list[dict[str, str]]:
        """What an output was given lately, the newest first."""
        return answers.history(await self.client.ask(f"{id}.metadata"))

    async def remaining(self, id: str) -> float | None:
        """Seconds of an output's current track, None where nobody knows."""
        return answers.remaining(await self.client.ask(f"{id}.remaining"))

    async def skip(self, id: str) -> None:
        """End the current track of an output or a queue."""
        answers.done(await self.client.ask(f"{id}.skip"))

    async def variables(self) -> list[Variable]:
        """The interactive variables of the script."""
        return answers.variables(await self.client.ask("var.list"))

    async def get(self, name: str) -> str:
        """The value of an interactive variable, as Liquidsoap writes it: a float with three decimals."""
        value = await self.client.ask(f"var.get {name}")
        if value == "Variable not found.":
            raise CommandFailed(f"the script has no interactive variable {name}: var.list has them")
        return value

    async def set(self, name: str, value: Value) -> None:
        """Liquidsoap does not tell when ``value`` is of another type than the variable: it sets something."""
        said = await self.client.ask(f"var.set {name}={written(value)}")
        if said != f"Variable {name} set.":
            raise CommandFailed(f"the script has no interactive variable {name} ({said}): var.list has them")


def written(value: Value) -> str:
    """``value`` as ``var.set`` reads it. Raises CommandFailed for what it can't."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        raise CommandFailed(f"{value} can't be set: Liquidsoap reads numbers")
    if isinstance(value, str) and "=" in value:
        raise CommandFailed(f"{value!r} can't be set: Liquidsoap reads up to its equals sign")
    return str(value)
