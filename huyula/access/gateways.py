"""The wire to django-allauth, which does WebAuthn, TOTP and the order of steps; our pages are around it."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from huyula.lib import crypto
from huyula.ui.slots import function_at, wired

KNOWN_DEVICE = "is_known_device"
CONTEXT = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth does with accounts here: it leads through the steps, and nothing else."""

    def get_login_stages(self) -> list[str]:
        """List the steps between the password and the session."""
        return ["huyula.access.gateways.SecondStep"]

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: our pages speak for themselves."""

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Send a closed account back to the beginning."""
        response: HttpResponse = headed_redirect_response("access:sign_in")
        return response

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Leave it to our pages, which ask for the password again before they show such a form."""
        return False


class SecondStep(LoginStage):  # type: ignore[misc]  # allauth has no types
    """A code from an app after the password, for accounts that have set one up, on devices that are not remembered.

    A passkey is a way in of its own, not a second step: it proves possession and the finger or PIN at once.
    """

    key = LoginStageKey.MFA_AUTHENTICATE.value
    urlname = "access:second_step"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go to the page of the second step where it is needed."""
        user = self.login.user
        if (
            self.login.state.get(KNOWN_DEVICE)
            or not is_mfa_enabled(user, [Authenticator.Type.TOTP])
            or did_use_passwordless_login(self.request, user)
        ):
            return None, True
        return headed_redirect_response(self.urlname), True


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """How allauth keeps secrets and names things in the device's own dialogue."""

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app or of recovery codes."""
        return base64.b64encode(crypto.seal(text.encode(), context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` gave."""
        return crypto.unseal(base64.b64decode(encrypted_text), context=CONTEXT).decode()

    def get_totp_issuer(self) -> str:
        """Name the product in the authenticator app."""
        return "Huyula"

    def _get_site_name(self) -> str:
        """Name the product in the device's passkey dialogue."""
        return "Huyula"

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        """Name the account in the device's own dialogue: the person behind it, else its label."""
        path = wired("NAMES", "")
        names = function_at(path)([user.pk]) if path else {}
        return names.get(user.pk) or str(user)

    def generate_authenticator_name(self, user: AbstractBaseUser, _type: object) -> str:
        """Give a new passkey a number, until its owner finds a better name."""
        held = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).count()
        return gettext("Passkey %(number)s") % {"number": held + 1}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Describe the account to the device: the same name in both places."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": entity["name"]}
