"""Every page of the demonstration, by endpoint: a page of the site that is missing here fails a test."""

from datetime import timedelta

from flask import Flask

from participation.kernel import clock

DRAWN, WAITING, IN_CLAIMS, OPEN = 1, 2, 3, 4
"""Draws of the demonstration, in the order they were announced."""
EARLY, SEATED, YOUNG = 1, 2, 6
"""Councils of the demonstration, in the order they were founded: Pierre-Heuzé, Chemin Vert, Calvaire Saint-Pierre."""
SEATED_BODY, COMMITTEE, RENEWAL = 8, 1, 6
"""The body of the council of Chemin Vert, the political committee, the body of its renewal project."""
PUBLISHED, CIRCULATED, NEXT, LINE = 1, 2, 4, 47
"""Meetings of the demonstration, by how far their minutes are, and a letter of the last one's sending."""
STEERED = 3
"""A meeting of the political committee."""
ASKED = clock.day_of(clock.now() - timedelta(days=25)).year
"""Year of the numbers of the first requests of the demonstration."""
THIS_YEAR = clock.today().year
OVERDUE = 3
"""A request of the demonstration that waits for its answer."""
PROMISED = 6
"""A promise of the demonstration, of the official's institution."""

PUBLIC: dict[str, list[str]] = {
    "accounts.forgotten": ["/mot-de-passe-oublie"],
    "accounts.login": ["/connexion"],
    "councils.history": ["/q/pierre-heuze/conseil/historique", "/q/colombelles/conseil/historique"],
    "councils.show": ["/q/chemin-vert/conseil", "/q/pierre-heuze/conseil", "/q/colombelles/conseil"],
    "draws.explained": ["/tirage/explications"],
    "draws.index": ["/tirages"],
    "draws.invitation_code": ["/r"],
    "draws.minutes": [f"/tirage/{DRAWN}/proces-verbal"],
    "draws.order": [f"/tirage/{DRAWN}/ordre"],
    "draws.poster": [f"/tirage/{WAITING}/affiche"],
    "draws.recompute": [f"/tirage/{DRAWN}/refaire-le-calcul"],
    "draws.reply": [f"/tirage/{DRAWN}/reponse"],
    "draws.show": [f"/tirage/{number}" for number in (DRAWN, WAITING, IN_CLAIMS, OPEN)],
    "draws.ticket": [f"/tirage/{DRAWN}/ticket"],
    "draws.worked_example": ["/tirage/explications/exemple"],
    "indicators.dashboard": [f"/tableau-de-bord/{THIS_YEAR - back}" for back in (0, 1, 3)],
    "indicators.dataset": ["/donnees/sieges", "/donnees/decisions", "/donnees/valeurs"],
    "indicators.indicator": [
        "/indicateurs/taux-de-pauvrete?quartier=chemin-vert", "/indicateurs/taux-de-pauvrete",
        "/indicateurs/population-municipale?quartier=chemin-vert", "/indicateurs/emplois-precaires?quartier=gueriniere",
        "/indicateurs/revenu-median?quartier=colombelles",
    ],
    "indicators.highlight": ["/temps-forts/1", "/temps-forts/10"],
    "indicators.highlights_index": ["/temps-forts"],
    "indicators.indicators": ["/indicateurs", "/indicateurs?quartier=chemin-vert", "/indicateurs?q=caen"],
    "indicators.open_data": ["/donnees"],
    "indicators.partner": [f"/partenaires/{code}" for code in ("caen-la-mer", "mefac", "bailleur-des-tilleuls-fictif")],
    "indicators.partners": ["/partenaires", "/partenaires?quartier=chemin-vert&orientation=3"],
    "indicators.action": ["/actions/37", "/actions/45"],
    "indicators.actions": ["/actions", "/actions?quartier=chemin-vert&annee=2025", "/actions?orientation=2"],
    "journal.entry": ["/journal/12"],
    "journal.index": ["/journal"],
    "meetings.decisions": ["/decisions", "/decisions?quoi=actions"],
    "meetings.index": ["/reunions", "/reunions?quartier=chemin-vert", "/reunions?quartier=colombelles"],
    "meetings.minutes": [f"/reunions/{number}/compte-rendu" for number in (PUBLISHED, CIRCULATED)],
    "meetings.minutes_version": [f"/reunions/{PUBLISHED}/compte-rendu/versions/3"],
    "meetings.minutes_versions": [f"/reunions/{PUBLISHED}/compte-rendu/versions"],
    "meetings.propose": ["/q/chemin-vert/sujets/proposer"],
    "meetings.search": ["/reunions/recherche", "/reunions/recherche?q=lampes", "/reunions/recherche?q=introuvable"],
    "meetings.show": [f"/reunions/{number}" for number in (PUBLISHED, CIRCULATED, NEXT, STEERED)],
    "meetings.sign_in": [f"/reunions/{NEXT}/presence"],
    "meetings.topics": ["/q/chemin-vert/sujets", "/q/colombelles/sujets"],
    "pages.accessibility": ["/accessibilite"],
    "pages.contract": ["/contrat", "/contrat?par=orientation", "/contrat?par=partenaire"],
    "pages.data": ["/vos-donnees"],
    "pages.help": ["/aide"],
    "pages.home": ["/"],
    "pages.legal": ["/mentions-legales"],
    "pages.neighbourhood": ["/q/grace-de-dieu", "/q/chemin-vert", "/q/colombelles"],
    "pages.neighbourhoods": ["/quartiers"],
    "pages.outside": ["/hors-secteur"],
    "pages.search": ["/recherche?q=caen", "/recherche?q=nulle+part"],
    "pages.site_map": ["/plan"],
    "pages.summary": ["/q/chemin-vert/en-bref", "/q/calvaire-saint-pierre/en-bref", "/q/colombelles/en-bref"],
    "representation.bodies": ["/instances"],
    "representation.body": [f"/instances/{number}" for number in (COMMITTEE, 3, RENEWAL)],
    "representation.ledger": ["/demandes", "/demandes?etat=late", "/demandes?quartier=colombelles"],
    "representation.meeting_reports": [f"/reunions/{STEERED}/retours"],
    "representation.referral": ["/saisines/1"],
    "representation.referral_list": ["/saisines"],
    "representation.request_page": [f"/demandes/{ASKED}-{number:02d}" for number in (1, 2)],
    "representation.year": [f"/q/{code}/annee/2026" for code in ("chemin-vert", "colombelles")],
    "volunteers.impossible": [f"/inscription/impossible/{why}?quartier=grace-de-dieu" for why in ("age", "secteur", "ferme")],
    "volunteers.paper_slip": ["/inscription/papier"],
    "volunteers.record": ["/mon-inscription"],
    "volunteers.start": ["/inscription", "/inscription?quartier=gueriniere"],
}  # fmt: skip
FORMS_UNDER_WAY = {
    "volunteers.step", "volunteers.check", "volunteers.receipt", "volunteers.sheet", "volunteers.correct",
    "volunteers.withdraw",
}  # fmt: skip
"""Pages that hold somebody's answers: looked at along the way of a sign-up."""
BEHIND_A_LINK = {
    "accounts.code", "accounts.invitation", "accounts.reset", "accounts.own_phone_code", "draws.invitation",
    "representation.answer_link",
}  # fmt: skip
"""Pages behind a link of a letter or a password just given; their fields are those of the pages here."""
FILES = {
    "councils.seats_file", "draws.calendar", "draws.parameters", "draws.result", "draws.transcript", "draws.verifier",
    "journal.download", "pages.robots", "pages.security", "indicators.package", "indicators.dataset_file",
    "indicators.dashboard_file", "indicators.highlight_image", "indicators.highlight_draft_image",
    "indicators.latest_dashboard", "indicators.dataset_part", "indicators.catalogue_json", "indicators.catalogue_turtle", "indicators.indicator_file",
    "councils.member_file", "councils.order_file", "draws.witness_file", "draws.example_sealed", "meetings.archive",
    "draws.example_transcript", "draws.minutes_file", "draws.poster_file", "draws.letters_file",
    "draws.call_sheet_file", "draws.list_faults", "meetings.calendar", "meetings.council_calendar",
    "meetings.council_feed", "meetings.minutes_file", "meetings.document", "meetings.call_sheet_file",
    "meetings.certificate_file", "meetings.letters_file", "meetings.sendings_file", "meetings.sheet_file",
    "meetings.staff_document", "indicators.value_template", "representation.latest_year", "representation.year_file", "representation.year_table",
}  # fmt: skip
COUNCIL, DRAW, SIGN_UPS = "/travail/conseils", "/travail/tirages", "/travail/inscriptions"
MEETING, BODIES, REFERRALS = "/travail/reunions", "/travail/instances", "/travail/saisines"
INDICATORS = "/travail/indicateurs"
FACILITATOR: dict[str, list[str]] = {
    "accounts.own": ["/mon-compte"],
    "accounts.own_password": ["/mon-compte/mot-de-passe"],
    "accounts.own_phone": ["/mon-compte/telephone"],
    "councils.close_seat": [f"{COUNCIL}/{SEATED}/sieges/17/fermeture"],
    "councils.designate": [f"{COUNCIL}/{SEATED}/sieges/17/designation"],
    "councils.index": [COUNCIL],
    "councils.leave": [f"{COUNCIL}/{SEATED}/sieges/1/depart"],
    "councils.open_seat": [f"{COUNCIL}/{SEATED}/sieges/nouveau"],
    "councils.orders": [f"{COUNCIL}/{SEATED}/arretes"],
    "councils.presentation": [f"{COUNCIL}/{SEATED}/presentation"],
    "councils.rules": [f"{COUNCIL}/{SEATED}/regles"],
    "councils.seat": [f"{COUNCIL}/{EARLY}/sieges/2"],
    "councils.set_rule": [f"{COUNCIL}/{SEATED}/regles/size"],
    "councils.work": [f"{COUNCIL}/{EARLY}"],
    "desk.index": ["/travail"],
    "draws.abandon": [f"{DRAW}/{OPEN}/abandon"],
    "draws.answers_page": [f"{DRAW}/{DRAWN}/reponses"],
    "draws.call_sheet": [f"{DRAW}/{DRAWN}/appels"],
    "draws.change_rule": [f"{DRAW}/{OPEN}/regle"],
    "draws.choose_council": [f"{DRAW}/nouveau"],
    "draws.claim": [f"{DRAW}/{IN_CLAIMS}/reclamation"],
    "draws.postpone": [f"{DRAW}/{OPEN}/report"],
    "draws.restore": [f"{DRAW}/{IN_CLAIMS}/reclamation/retablir"],
    "draws.create": [f"{DRAW}/nouveau/{YOUNG}"],
    "draws.envelope": [f"{DRAW}/{OPEN}/enveloppe"],
    "draws.groups": [f"{DRAW}/{OPEN}/groupes?modele=genre-et-age"],
    "draws.invitations": [f"{DRAW}/{DRAWN}/invitations"],
    "draws.needs": [f"{DRAW}/{DRAWN}/besoins"],
    "draws.lists": [f"{DRAW}/{OPEN}/listes"],
    "draws.send_list": [f"{DRAW}/{OPEN}/listes/envoyer"],
    "draws.manage": [f"{DRAW}/{number}" for number in (DRAWN, WAITING, IN_CLAIMS, OPEN)],
    "draws.minutes_line": [f"{DRAW}/{WAITING}/proces-verbal/{kind}" for kind in ("presence", "incident", "controle")],
    "draws.minutes_lines": [f"{DRAW}/{WAITING}/proces-verbal"],
    "draws.second_reading": [f"{DRAW}/{WAITING}/lecture"],
    "draws.staff_index": [DRAW],
    "draws.volunteers": [f"{DRAW}/volontaires/{YOUNG}"],
    "indicators.add_flagship_step": ["/travail/actions/37/etapes"],
    "indicators.assess_flagship": ["/mes-evaluations/37"],
    "indicators.assess_for_council": [f"/mes-evaluations/38/conseil/{SEATED}"],
    "indicators.assessment_scale": ["/travail/actions/echelle"],
    "indicators.change_flagship_step": ["/travail/actions/37/etapes/1"],
    "indicators.create_flagship": ["/travail/actions/nouvelle/3"],
    "indicators.edit_flagship": ["/travail/actions/37/modifier"],
    "indicators.manage_flagship": ["/travail/actions/37"],
    "indicators.my_assessments": ["/mes-evaluations"],
    "indicators.staff_actions": ["/travail/actions", "/travail/actions?annee=2027"],
    "meetings.agenda": [f"{MEETING}/{number}/ordre-du-jour" for number in (PUBLISHED, NEXT)],
    "meetings.answer_topic": [f"/travail/sujets/{SEATED_BODY}/6"],
    "meetings.attendance": [f"{MEETING}/{number}/presences" for number in (PUBLISHED, NEXT, STEERED)],
    "meetings.call_sheet": [f"{MEETING}/{NEXT}/envois/1/appels"],
    "meetings.cancel": [f"{MEETING}/{NEXT}/annuler"],
    "meetings.create": [f"{MEETING}/nouvelle/{body}" for body in (SEATED_BODY, COMMITTEE)],
    "meetings.edit": [f"{MEETING}/{NEXT}/modifier"],
    "meetings.edit_item": [f"{MEETING}/{NEXT}/ordre-du-jour/15"],
    "meetings.follow_action": ["/mes-actions/1"],
    "meetings.guests": [f"{MEETING}/{PUBLISHED}/presences/invites"],
    "meetings.manage": [f"{MEETING}/{number}" for number in (PUBLISHED, CIRCULATED, NEXT, STEERED)],
    "meetings.minutes_approve": [f"{MEETING}/{CIRCULATED}/approuver"],
    "meetings.minutes_correction": [f"{MEETING}/{CIRCULATED}/corrections/2"],
    "meetings.minutes_corrections": [f"{MEETING}/{CIRCULATED}/corrections"],
    "meetings.minutes_edit": [f"{MEETING}/{number}/compte-rendu" for number in (PUBLISHED, CIRCULATED, NEXT)],
    "meetings.minutes_preview": [f"{MEETING}/{CIRCULATED}/compte-rendu/apercu"],
    "meetings.minutes_rectify": [f"{MEETING}/{PUBLISHED}/rectifier"],
    "meetings.movements": [f"{MEETING}/{PUBLISHED}/presences/mouvements"],
    "meetings.my_actions": ["/mes-actions"],
    "meetings.note_sending": [f"{MEETING}/{NEXT}/envois/ligne/{LINE}"],
    "meetings.note_topic": [f"/travail/sujets/{SEATED_BODY}/noter"],
    "meetings.rates": [f"{MEETING}/assiduite/{SEATED_BODY}"],
    "meetings.reading_list": ["/elu/comptes-rendus"],
    "meetings.record_actions": [f"{MEETING}/{CIRCULATED}/actions"],
    "meetings.record_decisions": [f"{MEETING}/{CIRCULATED}/decisions"],
    "meetings.rules": [f"{MEETING}/regles/{SEATED_BODY}"],
    "meetings.sendings": [f"{MEETING}/{NEXT}/envois"],
    "meetings.set_rule": [f"{MEETING}/regles/{SEATED_BODY}/{rule}" for rule in ("notice", "quorum")],
    "meetings.staff_documents": [f"{MEETING}/{NEXT}/pieces"],
    "meetings.staff_index": [MEETING],
    "meetings.staff_topics": [f"/travail/sujets/{body}" for body in (SEATED_BODY, COMMITTEE)],
    "meetings.withdraw_decision": [f"{MEETING}/{CIRCULATED}/decisions/3/retirer"],
    "indicators.create_highlight": [f"/travail/temps-forts/nouveau/{THIS_YEAR}"],
    "indicators.dashboard_day": [f"/travail/tableau-de-bord/{THIS_YEAR - back}/jour" for back in (0, 6)],
    "indicators.edit_highlight": ["/travail/temps-forts/1/modifier"],
    "indicators.highlight_picture": ["/travail/temps-forts/1/image"],
    "indicators.manage_highlight": [f"/travail/temps-forts/{number}" for number in (1, 11)],
    "indicators.staff_dashboard": [f"/travail/tableau-de-bord/{THIS_YEAR - back}" for back in (0, 1)],
    "indicators.staff_dashboards": ["/travail/tableau-de-bord"],
    "indicators.staff_highlights": ["/travail/temps-forts"],
    "indicators.write_analysis": [f"/travail/tableau-de-bord/{THIS_YEAR - 1}/analyse"],
    "indicators.add_commitment": ["/travail/partenaires/region/engagements/nouveau"],
    "indicators.add_partner": ["/travail/partenaires/nouveau"],
    "indicators.council_commitments": ["/travail/engagements"],
    "indicators.edit_commitment": [f"/travail/engagements/{PROMISED}/modifier"],
    "indicators.edit_partner": ["/travail/partenaires/region/modifier"],
    "indicators.manage_partner": ["/travail/partenaires/caen-la-mer"],
    "indicators.staff_partners": ["/travail/partenaires"],
    "indicators.write_remark": [f"/travail/engagements/{PROMISED}/remarque/{SEATED}"],
    "indicators.add_series_break": [f"{INDICATORS}/fiche/taux-d-emploi/ruptures/nouvelle"],
    "indicators.create_indicator": [f"{INDICATORS}/nouveau"],
    "indicators.edit_indicator": [f"{INDICATORS}/fiche/taux-d-emploi/modifier"],
    "indicators.perimeters": ["/travail/quartiers/perimetres"],
    "indicators.send_values": [f"{INDICATORS}/importer"],
    "indicators.staff_indicator": [f"{INDICATORS}/fiche/emplois-precaires"],
    "indicators.staff_indicators": [INDICATORS],
    "pages.components": ["/travail/composants"],
    "representation.answer_rules_page": [f"/travail/delais-de-reponse/{SEATED}"],
    "representation.add_step": [f"{BODIES}/{RENEWAL}/etapes"],
    "representation.close_delegate_seat": [f"{BODIES}/{COMMITTEE}/sieges/2/fermer"],
    "representation.compose_body": [f"{BODIES}/{COMMITTEE}/institutions"],
    "representation.create_body": [f"{BODIES}/nouvelle"],
    "representation.delegate_seat": [f"{BODIES}/{COMMITTEE}/sieges/2"],
    "representation.designate_delegate": [f"{BODIES}/{COMMITTEE}/sieges/2/designer/{SEATED}"],
    "representation.dissolve_body": [f"{BODIES}/{COMMITTEE}/dissoudre"],
    "representation.edit_body": [f"{BODIES}/{COMMITTEE}/modifier"],
    "representation.leave_delegate": [f"{BODIES}/{COMMITTEE}/sieges/2/depart"],
    "representation.manage_body": [f"{BODIES}/{number}" for number in (COMMITTEE, RENEWAL)],
    "representation.mark_step": [f"{BODIES}/{RENEWAL}/etapes/1"],
    "representation.staff_bodies": [BODIES],
    "representation.contact": ["/travail/demandes/adresses/1"],
    "representation.contacts": ["/travail/demandes/adresses"],
    "representation.create_request": [f"/travail/demandes/nouvelle/{SEATED}"],
    "representation.follow_request": [f"/travail/demandes/{OVERDUE}/suite"],
    "representation.manage_request": [f"/travail/demandes/{number}" for number in (1, OVERDUE)],
    "representation.my_reports": ["/mes-retours"],
    "representation.new_referral": [f"{REFERRALS}/{SEATED}/nouvelle"],
    "representation.note_answer": [f"/travail/demandes/{OVERDUE}/reponse"],
    "representation.close_referral": [f"{REFERRALS}/{SEATED}/1/clore"],
    "representation.staff_referral": [f"{REFERRALS}/{SEATED}/1"],
    "representation.staff_referrals": [f"{REFERRALS}/{code}" for code in (SEATED, YOUNG)],
    "representation.staff_requests": ["/travail/demandes"],
    "representation.withdraw_request": [f"/travail/demandes/{OVERDUE}/retirer"],
    "representation.write_report": [f"/mes-retours/{STEERED}/{SEATED}"],
    "volunteers.doubles": [f"{SIGN_UPS}/{SEATED}/doublons"],
    "volunteers.paper": [f"{SIGN_UPS}/{YOUNG}/papier"],
    "volunteers.sign_ups": [f"{SIGN_UPS}/{SEATED}"],
}
ADMINISTRATOR: dict[str, list[str]] = {
    "accounts.edit": ["/travail/comptes/1/modifier"],
    "accounts.index": ["/travail/comptes"],
    "accounts.invite": ["/travail/comptes/inviter"],
    "accounts.show": ["/travail/comptes/1"],
    "councils.found": [f"{COUNCIL}/nouveau"],
    "councils.team": [f"{COUNCIL}/{SEATED}/equipe"],
    "desk.account_councils": ["/travail/comptes/1/conseils"],
    "representation.account_institution": ["/travail/comptes/5/institution"],
}
OFFICIAL: dict[str, list[str]] = {
    "indicators.answer_remark": ["/mes-engagements/remarques/1"],
    "indicators.my_commitments": ["/mes-engagements"],
    "indicators.tell_commitment": [f"/mes-engagements/{PROMISED}/{ASKED}"],
    "representation.digest_rhythm": ["/elu/resume"],
    "representation.official_answer": [f"/elu/demandes/{OVERDUE}"],
    "representation.official_desk": ["/elu"],
}
MADE_ON_THE_WAY = {
    "draws.edit", "desk.job", "draws.attempt", "draws.minutes_text_off", "meetings.close", "meetings.room",
    "meetings.minutes_circulate", "meetings.minutes_sign", "meetings.remove_document", "representation.edit_request",
    "representation.edit_referral",
    "representation.choose_turn",
}  # fmt: skip
"""A draft, of a request too, a long job, somebody whose answer is awaited, a line of the minutes, a meeting being held, minutes still written
or to sign, and a file, which the demonstration holds none of."""
OF_A_LIST = {"draws.list_columns", "draws.list_rows", "draws.show_list", "draws.list_pairs", "draws.list_people"} | {
    "indicators.value_file"
}
"""Pages of a file, which the journeys of the lists and of the values send first."""
WALL = {"draws.ceremony"}


def endpoints(app: Flask, public: bool) -> set[str]:
    """Return the endpoints of the pages that can be read, by everybody or by people who signed in."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint != "static"
        and (getattr(app.view_functions[rule.endpoint], "permission", None) is None) is public
    }


def paths(pages: dict[str, list[str]]) -> list[str]:
    """Return the addresses of some pages, in order."""
    return [path for endpoint in sorted(pages) for path in pages[endpoint]]
