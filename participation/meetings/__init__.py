"""Meetings of a body: convocation, agenda, attendance, minutes and their revisions, decisions and actions.

Entities: `Meeting`, `MeetingSeries`, `MeetingRule`, `AgendaItem`, `Convocation`, `Dispatch`, `Attendance`, `Movement`,
`Minutes`, `MinutesSection`, `MinutesRevision`, `Correction`, `MinutesSignature`, `Decision`, `Action`, `Document`.
Invariants: a meeting belongs to a body, whatever its kind; its state only goes forward; a revision of minutes never
changes (the database refuses it); what is published is sealed in the journal and later only rectified; numbers of
decisions and actions have no gap within a body and a year. It knows of councils only who works for one.
"""
