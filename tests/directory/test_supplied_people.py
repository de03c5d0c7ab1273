"""People of `idplint.yaml` become people of a directory, and nothing in their descriptions breaks a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hypothesis import given
from hypothesis import strategies as st

from idplint.directory.samples import SampleUser, Trait, UserClass, guest_upn
from idplint.directory.supplied import supplied_users
from idplint.directory.views import attributes_of
from idplint.model.application import Dialect, IdpKind
from idplint.model.supplied_sample import SuppliedSample

if TYPE_CHECKING:
    from collections.abc import Mapping

Class = Literal["members", "entra_guests", "external_guests"]


def described(attributes: Mapping[str, str | None], user_class: Class = "members") -> SuppliedSample:
    return SuppliedSample("Jo Park", "", user_class, tuple(attributes.items()))


def entra(attributes: Mapping[str, str | None], user_class: Class = "members") -> SampleUser:
    (user,) = supplied_users(IdpKind.ENTRA, [described(attributes, user_class)])
    return user


def test_names_are_those_of_claims_and_of_mappings() -> None:
    jo = entra({"user.mail": "jo@sub.example", "[extensionAttribute1]": "7", "mobile": None})
    assert jo.values == {"entra.mail": "jo@sub.example", "entra.extensionAttribute1": "7", "entra.mobile": None}
    assert jo.words == "Jo Park, described in idplint.yaml"
    assert jo.traits == {Trait.SUPPLIED}
    assert jo.user_class is UserClass.MEMBERS


def test_an_unknown_name_is_left_out_and_so_is_a_person_of_whom_nothing_is_known() -> None:
    assert entra({"user.mail": "jo@sub.example", "user.shoeSize": "43"}).values == {"entra.mail": "jo@sub.example"}
    assert supplied_users(IdpKind.ENTRA, [described({"user.shoeSize": "43"})]) == ()
    assert supplied_users(IdpKind.OTHER, [described({"user.mail": "jo@sub.example"})]) == ()


def test_of_two_names_of_one_attribute_the_first_counts() -> None:
    assert entra({"user.mail": "jo@sub.example", "mail": "other@sub.example"}).values == {
        "entra.mail": "jo@sub.example"
    }


def test_okta_takes_custom_attributes_and_those_of_active_directory() -> None:
    (jo,) = supplied_users(
        IdpKind.OKTA, [described({"user.login": "jpark", "user.badge": "B7", "source.samAccountName": "jpark"})]
    )
    assert jo.values == {"okta.login": "jpark", "okta.badge": "B7", "ad.samAccountName": "jpark"}


def test_a_members_upn_is_the_original_one_too() -> None:
    for name in ("userPrincipalName", "originalUserPrincipalName"):
        assert entra({name: "jo@contoso.com"}).values == {
            "entra.userPrincipalName": "jo@contoso.com",
            "entra.originalUserPrincipalName": "jo@contoso.com",
        }


def test_a_guests_raw_name_counts_under_either_name() -> None:
    raw = "kai_partner.example#EXT#@contoso.onmicrosoft.com"
    for name in ("userPrincipalName", "originalUserPrincipalName"):
        kai = entra({name: raw}, "external_guests")
        assert kai.values == {"entra.originalUserPrincipalName": raw}
        assert guest_upn(kai, Dialect.ENTRA_PROVISIONING) == "kai@partner.example"


def test_a_guests_upn_without_ext_does_not_say_what_a_claim_carries() -> None:
    kai = entra({"userPrincipalName": "kai@partner.example", "mail": "kai@partner.example"}, "external_guests")
    assert kai.values == {"entra.mail": "kai@partner.example"}
    assert guest_upn(kai, Dialect.ENTRA_CLAIMS) is None


@given(
    st.sampled_from(list(IdpKind)),
    st.lists(
        st.builds(
            SuppliedSample,
            st.text(max_size=9),
            st.text(max_size=9),
            st.sampled_from(["members", "entra_guests", "external_guests"]),
            st.lists(
                st.tuples(
                    st.one_of(st.text(max_size=9), st.sampled_from(["user.", "[]", "source.userName", "user.mail"])),
                    st.none() | st.text(max_size=9),
                ),
                max_size=4,
            ).map(tuple),
        ),
        max_size=3,
    ),
)
def test_whatever_is_written_gives_people_whom_every_dialect_can_read(
    idp: IdpKind, samples: list[SuppliedSample]
) -> None:
    users = supplied_users(idp, samples)
    assert len(users) <= len(samples)
    for user in users:
        assert set(user.values.values()) <= {value for sample in samples for _, value in sample.attributes}
        for dialect in Dialect:
            seen = attributes_of(user, dialect)
            assert all(name for name in seen)
