"""A refused form leads back to its page by GET, with what was typed and what is wrong, once."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask, render_template_string, request
from wtforms import BooleanField, HiddenField, PasswordField

from participation.kernel import refused_forms
from participation.kernel.forms import Form, NeededText, TextField
from tests.support.pages import PageClient

PAGE = """<!DOCTYPE html><html lang="fr"><title>Essai</title><h1>Essai</h1>
{% for field in form if field.name != "csrf_token" %}{{ field.label }}{{ field }}{{ field.errors|join }}{% endfor %}
{{ form.form_errors|join }}"""


class NameForm(Form):
    """A name, a box, a secret, and what the page writes itself."""

    name = TextField("Nom", [NeededText("Écrivez le nom.", 20, too_long="Vingt lettres au plus.")])
    agreed = BooleanField("Oui")
    secret = PasswordField("Secret")
    shown = HiddenField("Vu")


class OtherForm(NameForm):
    """Another form of the same page."""


@pytest.fixture
def probe(app: Flask) -> Flask:
    """The application with a form, a button that stands on its page, and a form of a page that has no GET."""
    app.config["WTF_CSRF_ENABLED"] = False

    def show() -> tuple[str, int]:
        kind = OtherForm if "other" in request.args else NameForm
        form = kind(data={"name": "Avant", "agreed": True})
        status = 422 if request.method == "POST" and not form.validate() else 200
        return render_template_string(PAGE, form=form), status

    def press() -> tuple[str, int]:
        form = NameForm(formdata=None)
        form.form_errors.append("Pas maintenant.")
        return render_template_string(PAGE, form=form), 422

    app.add_url_rule("/essai", "essai", show, methods=["GET", "POST"])
    app.add_url_rule("/essai/bouton", "bouton", press, methods=["POST"])
    app.add_url_rule("/ailleurs/bouton", "ailleurs", press, methods=["POST"])
    return app


@pytest.fixture
def visitor(probe: Flask) -> PageClient:
    """A browser that has a session."""
    client = PageClient(probe)
    with client.flask.session_transaction() as session:
        session["a"] = 1
    return client


def post(visitor: PageClient, path: str = "/essai", **fields: str):
    return visitor.flask.post(path, data=fields)


def test_a_refused_form_leads_to_its_page_and_shows_all_of_it_once(visitor: PageClient) -> None:
    long = "x" * 21
    response = post(visitor, "/essai?x=1", name=long, secret="mot de passe", shown="ancien")
    assert (response.status_code, response.headers["Location"]) == (303, "/essai?x=1#erreurs")
    assert response.data == b""
    page = visitor.flask.get("/essai?x=1")
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert f'value="{long}"' in text
    assert "Vingt lettres au plus." in text
    assert "checked" not in text
    assert "mot de passe" not in text
    assert "ancien" not in text
    assert page.headers["Cache-Control"] == "no-store"
    again = visitor.flask.get("/essai?x=1")
    assert again.status_code == 200
    assert 'value="Avant"' in again.get_data(as_text=True)


def test_the_cookie_holds_no_secret(visitor: PageClient, probe: Flask) -> None:
    post(visitor, name="", secret="mot de passe")
    with visitor.flask.session_transaction() as session:
        assert session[refused_forms.KEY]["fields"] == {"name": [""]}


def test_a_button_leads_to_the_page_it_stands_on(visitor: PageClient) -> None:
    response = post(visitor, "/essai/bouton")
    assert response.headers["Location"] == "/essai#erreurs"
    page = visitor.flask.get("/essai")
    assert page.status_code == 422
    assert "Pas maintenant." in page.get_data(as_text=True)
    assert 'value="Avant"' in page.get_data(as_text=True)


def test_a_form_of_another_class_takes_nothing(visitor: PageClient) -> None:
    post(visitor, name="")
    page = visitor.flask.get("/essai?other=1")
    assert page.status_code == 200
    assert "Écrivez le nom." not in page.get_data(as_text=True)


def test_the_language_of_the_address_is_kept(visitor: PageClient) -> None:
    assert post(visitor, "/en/essai", name="").headers["Location"] == "/en/essai#erreurs"


@pytest.mark.parametrize(
    ("path", "fields"), [("/ailleurs/bouton", {}), ("/essai", {"name": "x" * refused_forms.LONGEST})]
)
def test_what_has_no_page_or_is_too_long_for_a_cookie_is_answered_at_once(
    visitor: PageClient, path: str, fields: dict[str, str]
) -> None:
    response = post(visitor, path, **fields)
    assert response.status_code == 422
    assert visitor.flask.get("/essai").status_code == 200


def test_without_a_session_no_cookie_is_set(probe: Flask) -> None:
    response = probe.test_client().post("/essai", data={"name": ""})
    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers


def test_an_old_answer_is_not_shown(visitor: PageClient, clock: time_machine.Traveller) -> None:
    post(visitor, name="")
    clock.shift(timedelta(seconds=refused_forms.SECONDS + 1))
    assert visitor.flask.get("/essai").status_code == 200


def test_the_longest_answer_fits_a_cookie(visitor: PageClient) -> None:
    """Browsers drop a cookie of more than 4,096 bytes, and with it all that it held."""
    for text in ("غ" * 300, "é" * 300, "".join(chr(0x4E00 + 37 * n % 20000) for n in range(300))):
        response = post(visitor, name=text)
        assert response.status_code == 303
        cookie = response.headers["Set-Cookie"].split(";")[0]
        assert len(cookie) < 3000
