"""People who are made up at random, with values that such attributes may hold."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from idplint.directory.samples import SampleUser, UserClass
from idplint.model.application import IdpKind

_LOCAL = st.sampled_from(
    ("ada.marsh", "Ada.Marsh", "zoe.o'hara", "bquill", "k", "de_la-cruz", "A1", "sales", "x.y.z", "ada_b")
)
_DOMAINS = st.sampled_from(("contoso.com", "contoso.net", "fabrikam.com", "Contoso.com", "sub.contoso.com"))
_NAMES = st.sampled_from(("Ada", "Zoë", "O'Hara", "de la Cruz", "Müller", "Sales", "Ann-Marie", "ada", "李", "İpek"))
_HANDLES = st.sampled_from(("ada.marsh", "AMarsh", "bquill", "k", "7", "zoe", "averyveryverylonghandle"))
_FREE = st.sampled_from(("Sales", "sales", "Research & Development", "A-17", "x@contoso.com", " padded"))
_GUIDS = st.sampled_from(("3f0e7a52-0000-4000-8000-00000000ada0", "0b1c2d3e-0000-4000-8000-0000000000ff"))
_OKTA_IDS = st.sampled_from(("00u1ada0000000000marsh", "00uAbC0000000000marsh"))


@st.composite
def _addresses(draw: Any, again: tuple[str, ...]) -> str:
    """An address, often one of those that the person has already."""
    if again and draw(st.booleans()):
        return str(draw(st.sampled_from(again)))
    return f"{draw(_LOCAL)}@{draw(_DOMAINS)}"


@st.composite
def people(draw: Any, idp: IdpKind, user_class: UserClass) -> SampleUser:
    """A person whose attributes hold what such attributes may hold; Entra never stores an empty text, Okta may."""
    values: dict[str, str | None] = {}
    seen: tuple[str, ...] = ()

    def put(name: str, strategy: st.SearchStrategy[str], *, nullable: bool = True) -> None:
        nothing: tuple[str | None, ...] = (None, "") if idp is IdpKind.OKTA else (None,)
        values[name] = draw(st.sampled_from(nothing)) if nullable and draw(st.integers(0, 3)) == 0 else draw(strategy)

    if idp is IdpKind.ENTRA:
        put("entra.objectId", _GUIDS, nullable=False)
        put("entra.mail", _addresses(()), nullable=user_class is UserClass.MEMBERS)
        seen = tuple(value for value in (values["entra.mail"],) if value)
        if user_class is UserClass.MEMBERS:
            put("entra.userPrincipalName", _addresses(seen), nullable=False)
            values["entra.originalUserPrincipalName"] = values["entra.userPrincipalName"]
        else:
            raw = (values["entra.mail"] or "").replace("@", "_")
            values["entra.originalUserPrincipalName"] = f"{raw}#EXT#@contoso.onmicrosoft.com"
        put("entra.onPremisesUserPrincipalName", _addresses(seen))
        put("entra.mailNickname", _HANDLES, nullable=False)
        for name in ("employeeId", "department", "extensionAttribute1"):
            put(f"entra.{name}", _FREE if name != "employeeId" else st.sampled_from(("1042", "7", "E7")))
        for name in ("givenName", "surname", "displayName"):
            put(f"entra.{name}", _NAMES, nullable=name != "displayName")
    else:
        put("okta.id", _OKTA_IDS, nullable=False)
        put("okta.email", _addresses(()), nullable=False)
        seen = (values["okta.email"] or "",)
        put("okta.login", st.one_of(_addresses(seen), _addresses(seen), _HANDLES), nullable=False)
        put("okta.secondEmail", _addresses(seen))
        for name in ("firstName", "lastName", "displayName"):
            put(f"okta.{name}", _NAMES)
        put("okta.employeeNumber", st.sampled_from(("1042", "7")))
        for name in ("department", "badge"):
            put(f"okta.{name}", _FREE)
    return SampleUser("Somebody", "made up", user_class, MappingProxyType(values))
