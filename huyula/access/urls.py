"""Addresses of access."""

from django.urls import path

from huyula.access.views import account, activation, agencies, sign_in

app_name = "access"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/passkey/", sign_in.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/second-step/", sign_in.second_step, name="second_step"),
    path("sign-in/forgotten/", sign_in.forgotten, name="forgotten"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("activation/", activation.activation, name="activation"),
    path("activation/means/", activation.means, name="means"),
    path("activation/passkey/", activation.first_passkey, name="first_passkey"),
    path("account/", account.account, name="account"),
    path("account/confirmation/", account.confirmation, name="confirmation"),
    path("account/confirmation/passkey/", account.passkey_confirmation, name="passkey_confirmation"),
    path("account/password/", account.password, name="password"),
    path("account/passkeys/new/", account.new_passkey, name="new_passkey"),
    path("account/passkeys/<int:pk>/removal/", account.passkey_removal, name="passkey_removal"),
    path("account/second-step/", account.second_step_setup, name="second_step_setup"),
    path("account/second-step/removal/", account.second_step_removal, name="second_step_removal"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/devices/<uuid:pk>/removal/", account.device_removal, name="device_removal"),
    path("account/language/", account.language, name="language"),
    path("account/journal/", account.own_journal, name="own_journal"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:code>/grants/", agencies.grants, name="grants"),
    path("agencies/<slug:code>/grants/new/", agencies.new_grant, name="new_grant"),
    path("grants/<int:pk>/ending/", agencies.grant_ending, name="grant_ending"),
    path("agencies/<slug:code>/tokens/", agencies.tokens, name="tokens"),
    path("agencies/<slug:code>/tokens/new/", agencies.new_token, name="new_token"),
    path("tokens/<uuid:pk>/revocation/", agencies.token_revocation, name="token_revocation"),
    path("agencies/<slug:code>/journal/", agencies.journal, name="journal"),
]
