"""What idplint advises to write reads back as what it was made from."""

from __future__ import annotations

import pytest

from idplint.directory.samples import UserClass
from idplint.expressions.normal_forms.reading import form_of
from idplint.expressions.normal_forms.writing import written
from idplint.model.application import Dialect, IdpKind, SourceExpression

CLAIMS, PROVISIONING = Dialect.ENTRA_CLAIMS, Dialect.ENTRA_PROVISIONING
TEMPLATE, CLASSIC = Dialect.OKTA_TEMPLATE, Dialect.OKTA_CLASSIC


@pytest.mark.parametrize(
    ("idp", "text", "dialect", "target", "expected"),
    [
        (IdpKind.ENTRA, "user.mail", CLAIMS, PROVISIONING, "[mail]"),
        (IdpKind.ENTRA, "user.extension_0f0f_badge", CLAIMS, PROVISIONING, "[extension_0f0f_badge]"),
        (IdpKind.ENTRA, "ToLower([mail])", PROVISIONING, PROVISIONING, "ToLower([mail])"),
        (IdpKind.ENTRA, 'Item(Split([mail], "@"), 1)', PROVISIONING, PROVISIONING, 'Word([mail], 1, "@")'),
        (IdpKind.ENTRA, 'Append([employeeId], "x")', PROVISIONING, PROVISIONING, 'Join("", [employeeId], "x")'),
        (IdpKind.ENTRA, "Coalesce([mail], [userPrincipalName])", PROVISIONING, PROVISIONING, None),
        (IdpKind.OKTA, "${fn:toLowerCase(user.email)}", TEMPLATE, CLASSIC, "String.toLowerCase(user.email)"),
        (IdpKind.OKTA, 'String.substringBefore(user.email, "@")', CLASSIC, TEMPLATE, None),
        (IdpKind.OKTA, 'user.email + "x"', CLASSIC, TEMPLATE, "${user.email}x"),
        (IdpKind.OKTA, "${source.samAccountName}", TEMPLATE, CLASSIC, "source.samAccountName"),
        (IdpKind.OKTA, "user.costCenterCode", CLASSIC, TEMPLATE, "${user.costCenterCode}"),
    ],
)
def test_one_side_is_written_in_the_words_of_the_other(
    idp: IdpKind, text: str, dialect: Dialect, target: Dialect, expected: str | None
) -> None:
    form = form_of(SourceExpression(text, dialect), idp, UserClass.MEMBERS)
    found = written(form, target)
    assert found is not None
    assert found == (expected or found)
    assert form_of(SourceExpression(found, target), idp, UserClass.MEMBERS) == form


@pytest.mark.parametrize(
    ("idp", "text", "dialect", "target"),
    [
        (IdpKind.ENTRA, 'IIF([city] = "Leeds", [mail], [employeeId])', PROVISIONING, CLAIMS),
        (IdpKind.ENTRA, "Guid()", PROVISIONING, CLAIMS),
        (IdpKind.ENTRA, "user.pairwiseid", CLAIMS, PROVISIONING),
        (IdpKind.OKTA, 'user.getInternalProperty("id")', CLASSIC, TEMPLATE),
        (IdpKind.OKTA, 'user.email + "${x}"', CLASSIC, TEMPLATE),
    ],
)
def test_what_the_other_side_cannot_say_is_not_written(
    idp: IdpKind, text: str, dialect: Dialect, target: Dialect
) -> None:
    assert written(form_of(SourceExpression(text, dialect), idp, UserClass.MEMBERS), target) is None


def test_a_claim_names_what_to_choose_in_the_portal() -> None:
    form = form_of(SourceExpression("ToLower([mail])", PROVISIONING), IdpKind.ENTRA, UserClass.MEMBERS)
    assert written(form, CLAIMS) == "ToLowercase() of user.mail"
