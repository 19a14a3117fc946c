"""Every write of access: accounts, their names, codes and devices, grants, agencies, tokens, replays."""

from huyula.access.actions.accounts import (
    CannotName,
    choose_language,
    close_account,
    drop_sign_in_name,
    open_account,
    reopen_account,
    set_sign_in_name,
)
from huyula.access.actions.agencies import Listed, establish
from huyula.access.actions.codes import (
    CannotOpen,
    Issued,
    activate_with_passkey,
    activate_with_password,
    ask_for_mail,
    enter_code,
    issue_code,
    mail_code,
    mail_reset,
)
from huyula.access.actions.devices import forget_device, note_sign_in, remember_device
from huyula.access.actions.grants import CannotEnd, CannotGrant, end_grant, grant
from huyula.access.actions.means import (
    CannotChange,
    add_passkey,
    change_password,
    drop_second_step,
    remove_passkey,
    set_up_second_step,
)
from huyula.access.actions.replays import Answer, CannotReplay, Receipt, answer_form, answer_once, empty_answers
from huyula.access.actions.sign_in import SignInBackend
from huyula.access.actions.throttles import Attempt, MustWait, attempt, forgive, tidy
from huyula.access.actions.tokens import CannotMakeToken, make_token, note_use, revoke_token

__all__ = [
    "Answer",
    "Attempt",
    "CannotChange",
    "CannotEnd",
    "CannotGrant",
    "CannotMakeToken",
    "CannotName",
    "CannotOpen",
    "CannotReplay",
    "Issued",
    "Listed",
    "MustWait",
    "Receipt",
    "SignInBackend",
    "activate_with_passkey",
    "activate_with_password",
    "add_passkey",
    "answer_form",
    "answer_once",
    "ask_for_mail",
    "attempt",
    "change_password",
    "choose_language",
    "close_account",
    "drop_second_step",
    "drop_sign_in_name",
    "empty_answers",
    "end_grant",
    "enter_code",
    "establish",
    "forget_device",
    "forgive",
    "grant",
    "issue_code",
    "mail_code",
    "mail_reset",
    "make_token",
    "note_sign_in",
    "note_use",
    "open_account",
    "remember_device",
    "remove_passkey",
    "reopen_account",
    "revoke_token",
    "set_sign_in_name",
    "set_up_second_step",
    "tidy",
]
