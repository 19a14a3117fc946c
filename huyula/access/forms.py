"""What people type at the doors: names, codes, passwords, roles, tokens."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huyula.access import actions, queries, rules
from huyula.access.middleware import client_address, device_secret
from huyula.access.models import ActivationCode, Role, User

REMEMBER = _("Remember this device: it is mine alone")


class Tried(forms.Form):
    """A form whose every sending counts as an attempt: by device and address, then by what is tried."""

    must_wait = False

    def __init__(self, request: HttpRequest, data: Any = None, **words: Any) -> None:
        """Keep the request: the device and the address are in it."""
        super().__init__(data, **words)
        self.request = request

    def attempt(self, account: str, *, is_known: bool = False) -> actions.Attempt:
        """Count this sending. Raises ValidationError, saying until when to wait."""
        try:
            return actions.attempt(
                device=device_secret(self.request),
                address=client_address(self.request),
                account=account,
                is_known=is_known,
            )
        except actions.MustWait as wait:
            self.must_wait = True
            raise ValidationError(wait.detail, code=wait.code) from wait


class SignInForm(Tried):
    """A name and its password."""

    name = forms.CharField(
        label=_("NIP or e-mail address"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(label=REMEMBER, required=False)

    user: User | None = None
    is_known = False

    def clean(self) -> dict[str, Any] | None:
        """Find the account. The answer to an unknown name, a closed account and a wrong password is the same."""
        words = super().clean()
        if self.errors:
            return words
        name, secret = self.cleaned_data["name"], device_secret(self.request)
        self.is_known = bool(secret) and queries.is_known_device(secret, typed=name)
        kind = rules.kind_of(name)
        made = self.attempt(f"{kind}:{rules.normalised(kind, name)}", is_known=self.is_known)
        found = authenticate(self.request, name=name, password=self.cleaned_data["password"])
        if not isinstance(found, User):
            raise ValidationError(_("Name and password do not go together. Look at both again."), code="WRONG")
        actions.forgive(made)
        self.user = found
        return words


class CodeForm(Tried):
    """A code from a slip or a mail."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve signs in three groups, for instance K7PQ-3MXW-9RTA. Capitals do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    row: ActivationCode | None = None

    def clean_code(self) -> str:
        """Find the code; nothing is used up yet."""
        typed: str = self.cleaned_data["code"]
        made = self.attempt(f"code:{rules.plain_code(typed)}")
        try:
            self.row = actions.enter_code(typed)
        except actions.CannotOpen as refusal:
            raise ValidationError(refusal.detail, code=refusal.code) from refusal
        actions.forgive(made)
        return typed


class PasswordForm(forms.Form):
    """A new password, shown on wish instead of typed twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_(
            "At least 10 signs. Three or four words that only you would put together are good and easy to keep."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        """Keep the account for which it is chosen."""
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        """Refuse what is short, common, or only digits; no NIP is one."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class FirstPasswordForm(PasswordForm):
    """A password chosen with a code: the device is remembered on wish."""

    remember = forms.BooleanField(label=REMEMBER, required=False)


class ForgottenForm(Tried):
    """The name of whoever has forgotten the password."""

    name = forms.CharField(
        label=_("NIP or e-mail address"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        """Count it: mail is not to be sent without end."""
        name: str = self.cleaned_data["name"]
        kind = rules.kind_of(name)
        self.attempt(f"mail:{kind}:{rules.normalised(kind, name)}")
        return name


class ConfirmationForm(Tried):
    """The password once more, before something that matters."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, data: Any = None, *, user: User) -> None:
        """Keep the account."""
        super().__init__(request, data)
        self.user = user

    def clean_password(self) -> str:
        """Compare it."""
        made = self.attempt(f"confirm:{self.user.pk}")
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(rules.MeansRefusal.WRONG.label, code="WRONG")
        actions.forgive(made)
        return ""


def checked_credential(credential: Any) -> Any:
    """Let only an object through: the library under it expects one and stumbles over anything else."""
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise ValidationError(rules.MeansRefusal.WRONG.label, code="WRONG")
    return credential


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that opens an account without a name."""

    remember = forms.BooleanField(required=False)

    def clean_credential(self) -> Any:
        """Have allauth verify it."""
        checked_credential(self.cleaned_data["credential"])
        return super().clean_credential()


class PasskeyConfirmationForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey once more, before something that matters."""

    def clean_credential(self) -> Any:
        """Have allauth verify it."""
        checked_credential(self.cleaned_data["credential"])
        return super().clean_credential()


class NewPasskeyForm(SignupWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey that this device has just made, and what its owner calls it."""

    remember = forms.BooleanField(required=False)

    def clean_credential(self) -> Any:
        """Let allauth see only an object; it verifies it in `clean`."""
        return checked_credential(self.cleaned_data["credential"])


class GrantForm(forms.Form):
    """A role over an agency: to whom, from when to when, why."""

    name = forms.CharField(label=_("NIP or e-mail address of the account"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty until further notice."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For instance the number of the decree."))

    def __init__(self, data: Any = None, *, roles: Iterable[Role], today: dt.date) -> None:
        """Offer the roles that the giver may give."""
        super().__init__(data, initial={"since": today})
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]  # made by the library

    def clean_name(self) -> User:
        """Find the account."""
        user = queries.user_by_name(self.cleaned_data["name"])
        if user is None:
            raise ValidationError(_("No account signs in with this name. It has to be activated first."))
        return user


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class TokenForm(forms.Form):
    """A token for a program: its name, what it may do, until when."""

    name = forms.CharField(label=_("Name of the program"), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, scopes: Iterable[tuple[str, str]], expires_on: dt.date) -> None:
        """Offer the scopes that there are."""
        super().__init__(data, initial={"expires_on": expires_on})
        self.fields["scopes"].choices = list(scopes)  # type: ignore[attr-defined]  # made by the library


class JournalForm(forms.Form):
    """What of a journal is wanted."""

    verb = forms.CharField(label=_("What was done"), required=False, max_length=60)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    actor = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def wanted(self) -> queries.Wanted:
        """Give what was asked for; what can't be read is not asked for."""
        self.is_valid()
        words = self.cleaned_data
        actor: uuid.UUID | None = words.get("actor")
        return queries.Wanted(
            verb=words.get("verb") or "", day=words.get("day"), actor=actor, before=words.get("before")
        )
