"""The environments of a chain: spaces that have their own copies of the apps."""

from __future__ import annotations

from pydantic import field_validator
from pydantic.dataclasses import dataclass

from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed

PERSONAL = "personal"
SPACE_TYPES = ("shared", "managed", PERSONAL)


@dataclass(frozen=True, config=MODEL)
class Space(Placed):
    """An environment and how a script knows it: by the space, or the tenant, in which it runs.

    All that is given must match. A script reads the first three with GetSysAttr
    (https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemFunctions/GetSysAttr.htm).

    Args:
        label: What the environment is called in the spec, the script and its log.
        type: ``shared``, ``managed`` or ``personal``, or several of them.
        name: Name of the space.
        id: Id of the space.
        tenant: Host name of the tenant, such as ``acme.eu.qlikcloud.com``.
    """

    label: str
    type: str | tuple[str, ...] | None = None
    name: str | None = None
    id: str | None = None
    tenant: str | None = None

    @field_validator("type", mode="before")
    @classmethod
    def _hashable(cls, types: object) -> object:
        return tuple(types) if isinstance(types, list) else types

    @property
    def types(self) -> tuple[str, ...]:
        """The space types that match; none given means any."""
        return (self.type,) if isinstance(self.type, str) else self.type or ()
