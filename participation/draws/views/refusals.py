"""What each refusal of the services reads like; each says how to go on."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from participation.kernel.errors import RefusedError
from participation.kernel.i18n import format_instant, format_short_day, lazy_ngettext

FORMS = {"F": _l("women"), "M": _l("men"), "X": _l("people of another gender or who did not answer")}
INSTANTS = ("until", "at")
DAYS = ("last", "since", "first", "day")

SENTENCES: dict[str, Any] = {
    "state": _l("The draw has gone on since this page was shown. Look at where it stands now."),
    "content_changed": _l(
        "Something has changed since this page was shown. Read it again, then agree again."
    ),
    "same_person": _l("You have agreed already. Somebody else must confirm."),
    "nothing_to_take_back": _l("You have nothing to take back here: look at who has agreed."),
    "no_seats": _l("Choose at least one seat."),
    "seats": _l("One of these seats is no longer free. Choose among the seats shown."),
    "volunteers_seats": _l(
        "Seats for somebody who signed up are not filled from imported lists alone. Untick them, or let the sign-ups "
        "in."
    ),
    "rehearsal_list": _l(
        "A rehearsal takes no real list: it invents its people. Send this list to a real draw."
    ),
    "entropy_past": _l("The hour of the draw is over. Choose a later day."),
    "claims_days": lazy_ngettext(
        "Leave people at least %(least)s day to check the list.",
        "Leave people at least %(least)s days to check the list.",
        "least",
    ),
    "dice": _l("Throw between %(least)s and %(most)s dice, with 6 or 10 sides."),
    "quota_values": _l("Give the least and the most for each of the groups."),
    "no_value": lazy_ngettext(
        "Not possible: no group fits %(count)s person of the list. Add a last group without conditions, or widen one.",
        "Not possible: no group fits %(count)s people of the list. Add a last group without conditions, or widen one.",
        "count",
    ),
    "list_state": _l("The list has gone on since this page was shown. Look at where it stands now."),
    "same_file": _l("This very file is in this draw already, as the list “%(name)s”. Nothing has changed."),
    "list_name": _l("Another list of this draw has this name. Choose another name."),
    "provided_later": _l("This day has not come yet. Write the day on which the list was given."),
    "purge_early": _l("Choose a day after %(day)s: the list is needed until then."),
    "file_gone": _l("The file has waited too long and is deleted. Take the list away, then send it again."),
    "undecided": lazy_ngettext(
        "%(count)s doubt waits for a decision. Accept it or leave it out, then import.",
        "%(count)s doubts wait for a decision. Accept them or leave them out, then import.",
        "count",
    ),
    "nobody_kept": _l("No row of this list can come in. Mend the file, then send it again."),
    "too_many_pairs": _l(
        "More than %(most)s people may be there twice. Ask for this list with dates of birth and addresses."
    ),
    "pair_settled": _l("Two people have settled this pair already."),
    "not_listed": _l("This person no longer counts on this list."),
    "list_waits": _l("The list “%(name)s” is not imported yet. Import it, or take it away, then close."),
    "category_values": _l("Describe from 1 to %(most)s groups."),
    "category_code": _l("“%(value)s” cannot be a code. Use letters without accents, digits, - + and _."),
    "category_twice": _l("The code “%(value)s” is there twice. Change one of them."),
    "category_label": _l("Give group “%(value)s” a name, of at most %(most)s characters."),
    "category_genders": _l("Choose the genders of group “%(value)s” again."),
    "category_ages": _l("In group “%(value)s” the lowest age must not be above the highest."),
    "quota_bounds": _l(
        "For the %(group)s: the least (%(minimum)s) must not be above the most (%(maximum)s), nor the most above the "
        "number of seats (%(seats)s)."
    ),
    "quota_least": lazy_ngettext(
        "The least numbers add up to %(least)s, for %(seats)s seat. Lower one of them.",
        "The least numbers add up to %(least)s, for %(seats)s seats. Lower one of them.",
        "seats",
    ),
    "quota_most": lazy_ngettext(
        "The most numbers add up to %(most)s, for %(seats)s seat. Raise one of them.",
        "The most numbers add up to %(most)s, for %(seats)s seats. Raise one of them.",
        "seats",
    ),
    "other_draw": _l("Another draw of this council has its list open. Take that one to its result first."),
    "not_announcer": _l("Only the two people who announced the draw print these sheets."),
    "already_shown": _l("You have seen this sheet already. It is shown only once."),
    "nobody": _l("Nobody has signed up yet. Wait for the first sign-up."),
    "claims_open": _l("People can check the list until %(until)s. Sign it after that."),
    "claims_over": _l("The time to put right the list is over."),
    "doubles": lazy_ngettext(
        "%(count)s likely double waits for an answer. Settle it first.",
        "%(count)s likely doubles wait for an answer. Settle them first.",
        "count",
    ),
    "list_not_signed": _l("Two people must sign the list first."),
    "too_soon": _l("The draw has just been announced. Wait a second, then press again."),
    "name": _l("The name of %(person)s cannot be sealed. Correct it, then try again."),
    "seats_short": lazy_ngettext(
        "Not possible: %(size)s person in the list, and seats to fill: %(seats)s. Take away seats, or wait for "
        "more sign-ups.",
        "Not possible: %(size)s people in the list, and seats to fill: %(seats)s. Take away seats, or wait for "
        "more sign-ups.",
        "size",
    ),
    "minimum_short": lazy_ngettext(
        "Not possible: %(shortage)s person lacks among the %(group)s. In the list: %(holders)s. Needed at least: "
        "%(minimum)s. Lower this number, or wait for more sign-ups.",
        "Not possible: %(shortage)s people lack among the %(group)s. In the list: %(holders)s. Needed at least: "
        "%(minimum)s. Lower this number, or wait for more sign-ups.",
        "shortage",
    ),
    "category_short": lazy_ngettext(
        "Not possible: with these limits only %(reachable)s seat of %(seats)s can be filled. Raise a limit, or "
        "take away seats.",
        "Not possible: with these limits only %(reachable)s seats of %(seats)s can be filled. Raise a limit, or "
        "take away seats.",
        "reachable",
    ),
    "chance_has_come": _l("The hour of the draw has come: only a result can follow."),
    "no_reason_given": _l("Write why. Everybody can read this sentence."),
    "not_later": _l("The draw is already planned for %(at)s. Choose this hour or a later one."),
    "nothing_changes": _l("The hour and the place are the same as before. Change one of them."),
    "notice": _l(
        "People need %(days)s full days to learn of the new date. Choose %(first)s, or a later day."
    ),
    "window_runs": _l("People must be able to check the list until %(until)s. Choose a later hour."),
    "list_erased": _l(
        "A list of this draw is erased on %(day)s. Choose an earlier day, or take that list away before the list "
        "closes and bring it again with a later day."
    ),
    "no_reason": _l("Write first why the draw is given up."),
    "before_time": _l("The draw begins at its hour, not before: %(at)s."),
    "item": _l("This is not the step under way. Look at where the draw stands now."),
    "attempt_over": _l("This reading is over. Look at what is asked now."),
    "already_read": _l("You have typed your reading. Somebody else types the second one."),
    "words_closed": _l("The dice have begun: the words stay as they are."),
    "word_empty": _l("“%(found)s” has no letter from a to z. Write it another way, or leave it out."),
    "word_loses": _l(
        "“%(found)s” would become “%(folded)s”: only the letters a to z count. Write it with these letters, for "
        "example oe for œ, or ask for another word."
    ),
    "word_too_long": _l("“%(found)s” has more than %(limit)s letters. Write it shorter."),
    "too_many_words": _l("Write at most %(limit)s words."),
    "dice_count": lazy_ngettext(
        "There are %(expected)s dice, and you typed %(found)s digit. Read them again.",
        "There are %(expected)s dice, and you typed %(found)s digits. Read them again.",
        "found",
    ),
    "dice_digit": _l("Sign no. %(position)s is “%(found)s”: no die shows it. Type digits from %(faces)s."),
    "tampered": _l("The sealed list is no longer as it was sealed. Nothing is drawn. Call the witnesses."),
    "tampered_entry": _l(
        "Number %(index)s of the sealed list is no longer as it was sealed. Nothing is drawn. Call "
        "the witnesses."
    ),
    "answer_kind": _l("Choose one of the answers."),
    "answers_differ": _l(
        "Somebody recorded another answer. Read the paper together, then take one of them back."
    ),
    "already_answered": _l("This person has accepted already."),
    "already_seated": _l("This person has the seat already."),
    "not_seated": _l("This person does not have the seat yet. Choose “declines” instead."),
    "rehearsal_seats": _l("This is a rehearsal: nobody takes a seat from it."),
    "nobody_accepted": _l("Nobody waits for a seat. Record an acceptance first."),
    "nobody_checked": _l("Check first, of those who accepted, whether they may sit."),
    "not_accepted": _l("This person has not accepted. Look at where their answer stands."),
    "not_invited": _l("This person was not invited yet. Invite them first."),
    "answer_awaited": _l("This person can answer until %(last)s. Wait for the next day."),
    "too_few_attempts": lazy_ngettext(
        "Attempts on %(days)s day are written down. There must be %(least)s different days. Try again on another day.",
        "Attempts on %(days)s different days are written down. There must be %(least)s. Try again on another day.",
        "days",
    ),
    "attempt_day": _l("Choose a day between %(since)s and today."),
    "attempt_contested": _l(
        "This person contested on %(since)s: what was tried before counts no more. Choose that day or a later one."
    ),
    "already_told": _l("This is recorded already. The person can contest it until %(until)s."),
    "rehearsal_invites": _l("This is a rehearsal: nobody is invited."),
    "answer_by_soon": _l("Leave people time to answer. Choose %(last)s or a later day."),
    "nobody_to_invite": _l("Everybody who is called has been invited or has answered."),
    "no_letters": _l("No letter waits to be posted."),
    "answer_over": _l("This answer can no longer be changed here. Call us."),
    "nothing_to_contest": _l("Nothing is recorded for you that can be contested."),
    "erased": _l("The data of this person are erased. Nobody can take a seat for them."),
    "term_inverted": _l("The last day must come after the first."),
    "term_too_long": _l(
        "The council’s rules end these mandates on %(last)s. Choose that day or an earlier one."
    ),
    "left_before_start": _l("The mandate has not begun yet. Record the departure from its first day on."),
    "seat_closed": _l("This seat is closed."),
    "seat_not_open": _l("The seat did not exist yet on that day. Choose a later one."),
    "seat_held": _l("Somebody has this seat already."),
    "seat_held_until": _l("Somebody had this seat on that day. Choose a later one."),
    "person_seated": _l("This person already has seat no. %(number)s."),
    "person_seated_until": _l("This person still had a seat on that day. Choose a later one."),
    "draw_needed": _l("More people (%(people)s) than seats (%(seats)s): a draw is needed."),
    "already_proposed": _l("Somebody has proposed this already. Another person confirms."),
    "nothing_proposed": _l("Nobody has proposed this yet."),
    "not_in_journal": _l(
        "This code was not in the journal before the list was closed. It cannot be put back."
    ),
    "already_in": _l("This person is in the list already."),
    "withdrawn": _l("This person left the list by their own choice."),
    "answers_needed": _l("The sign-up is gone. Write it again with the person: the link is on this page."),
    "claim_proved": _l("The journal proves that this person is missing: put them back."),
    "claim_reason": _l("Write why, in one sentence."),
    "consent_needed": _l("Tick the first box: without it, the sign-up may not be kept."),
}


def sentence(refusal: RefusedError) -> str:
    """Return the words of a refusal."""
    params = dict(refusal.params)
    code = refusal.code
    if code == "tampered" and params.get("index") is not None:
        code = "tampered_entry"
    if "value" in params:
        code_of_value = str(params["value"])
        params["group"] = params.get("label") or FORMS.get(code_of_value, code_of_value)
    if "sides" in params:
        params["faces"] = _("1 to 6") if params["sides"] == 6 else _("0 to 9")
    for name in INSTANTS:
        if name in params:
            params[name] = format_instant(params[name])  # type: ignore[arg-type]
    for name in DAYS:
        if name in params:
            params[name] = format_short_day(params[name])  # type: ignore[arg-type]
    filled: str = SENTENCES[code] % params
    return filled
