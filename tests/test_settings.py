"""Settings come from the environment, and a value that cannot be read is a sentence that names its variable."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from institute.settings.environment import Environment

PRODUCTION = {
    "DATABASE_URL": "postgres://site:secret@db.example.org:5433/institute",
    "SECRET_KEY": "a-secret-of-production-with-enough-characters-0123456789",
    "ALLOWED_HOSTS": "www.example.org,example.org",
    "WAGTAILADMIN_BASE_URL": "https://www.example.org",
}


def read_settings(module: str, *names: str, **environment: str) -> dict:
    """The named settings of a fresh process, which sees the given variables and no others of ours."""
    program = (
        "import json, sys\n"
        "from importlib import import_module\n"
        f"settings = import_module('institute.settings.{module}')\n"
        f"print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}, default=str))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise ImproperlyConfigured(result.stderr.strip().splitlines()[-1])
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("written", "meant"), [("600/minute", (600, 60)), ("1/second", (1, 1)), ("9/day", (9, 86_400)), ("", None)]
)
def test_a_rate_is_a_number_in_a_time(monkeypatch, written, meant):
    monkeypatch.setenv("API_RATE_LIMIT", written)
    assert Environment().rate("API_RATE_LIMIT") == meant


@pytest.mark.parametrize("written", ["600", "600/fortnight", "0/minute", "-1/minute", "many/minute", "²/minute"])
def test_a_rate_that_cannot_be_read_is_refused(monkeypatch, written):
    monkeypatch.setenv("API_RATE_LIMIT", written)
    with pytest.raises(ImproperlyConfigured, match=r"^API_RATE_LIMIT must be a number a second, minute, hour, day"):
        Environment().rate("API_RATE_LIMIT")


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("1", True), ("Off", False), ("", False)])
def test_a_boolean_is_read_in_any_usual_spelling(monkeypatch, written, meant):
    monkeypatch.setenv("INDEXABLE", written)
    assert Environment().bool("INDEXABLE") is meant


def test_a_misspelt_boolean_is_refused_rather_than_taken_for_false(monkeypatch):
    monkeypatch.setenv("INDEXABLE", "treu")
    with pytest.raises(ImproperlyConfigured, match=r"^INDEXABLE must be true or false, not 'treu'\.$"):
        Environment().bool("INDEXABLE")


def test_a_wrong_number_names_its_variable(monkeypatch):
    monkeypatch.setenv("DATABASE_POOL_SIZE", "many")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL_SIZE must be a valid int, not 'many'"):
        Environment().int("DATABASE_POOL_SIZE")


@pytest.mark.parametrize("url", ["", "sqlite:///db.sqlite3", "institute", "postgres://host", "postgres://h:port/name"])
def test_a_database_that_is_not_a_postgresql_address_is_refused_in_one_sentence(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL .*postgres://user:password@host:5432/name"):
        Environment().database()


def test_the_folder_of_a_socket_may_stand_in_the_place_of_the_host(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://site@%2Fvar%2Frun%2Fpostgresql/institute")
    assert Environment().database()["HOST"] == "/var/run/postgresql"


def test_either_language_can_be_the_default_and_comes_first():
    settings = read_settings(
        "production", "LANGUAGE_CODE", "WAGTAIL_CONTENT_LANGUAGES", **PRODUCTION, DEFAULT_LANGUAGE="fr"
    )
    assert settings["LANGUAGE_CODE"] == "fr"
    assert [code for code, _ in settings["WAGTAIL_CONTENT_LANGUAGES"]] == ["fr", "en"]


def test_a_language_that_the_site_does_not_speak_is_refused():
    with pytest.raises(ImproperlyConfigured, match="DEFAULT_LANGUAGE must be one of en, fr, not 'de'"):
        read_settings("production", **PRODUCTION, DEFAULT_LANGUAGE="de")


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_starts_only_with_everything_it_needs(missing):
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(ImproperlyConfigured, match=missing):
        read_settings("production", **environment)


def test_production_pools_its_connections_and_stays_out_of_search_engines_until_invited():
    settings = read_settings("production", "DATABASES", "INDEXABLE", "DEBUG", **PRODUCTION, DATABASE_POOL_SIZE="7")
    assert settings["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 7
    assert settings["INDEXABLE"] is False
    assert settings["DEBUG"] is False
    assert read_settings("production", "INDEXABLE", **PRODUCTION, INDEXABLE="true")["INDEXABLE"] is True


@pytest.mark.slow
@pytest.mark.parametrize(
    "mail", [{}, {"EMAIL_URL": "smtp://mail.example.org", "OAI_ADMIN_EMAIL": "library@example.org"}]
)
def test_production_passes_the_deployment_checks_where_mail_is_sent(mail: dict[str, str]):
    result = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level=WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "institute.settings.production",
            **PRODUCTION,
            **mail,
        },
        capture_output=True,
        text=True,
    )
    assert (result.returncode == 0) is bool(mail), result.stderr
    assert ("institute.W001" in result.stderr) is not bool(mail)


@pytest.mark.parametrize(
    ("mail", "is_offered"),
    [({}, False), ({"EMAIL_URL": "consolemail://"}, False), ({"EMAIL_URL": "smtp://mail.example.org"}, True)],
)
def test_passwords_are_reset_by_mail_or_not_at_all(mail: dict[str, str], is_offered: bool):
    settings = read_settings("production", "WAGTAIL_PASSWORD_RESET_ENABLED", "EMAIL_BACKEND", **PRODUCTION, **mail)
    assert settings["WAGTAIL_PASSWORD_RESET_ENABLED"] is is_offered
    if not mail:
        assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"


@pytest.mark.parametrize(
    ("environment", "options"),
    [
        ({}, "-c statement_timeout=0 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=3600000"),
        (
            {"PROCESS_KIND": "web"},
            "-c statement_timeout=20000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
        ),
        (
            {"PROCESS_KIND": "web", "DATABASE_STATEMENT_TIMEOUT": "1.5"},
            "-c statement_timeout=1500 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
        ),
        ({"DATABASE_SET_TIMEOUTS": "false"}, None),
    ],
)
def test_the_database_ends_what_takes_too_long(environment: dict[str, str], options: str | None):
    settings = read_settings("production", "DATABASES", **PRODUCTION, **environment)
    assert settings["DATABASES"]["default"]["OPTIONS"].get("options") == options


@pytest.mark.parametrize(("name", "value"), [("PROCESS_KIND", "worker"), ("DATABASE_COMMAND_LOCK_TIMEOUT", "-1")])
def test_a_limit_that_is_none_is_refused(name: str, value: str):
    with pytest.raises(ImproperlyConfigured, match=name):
        read_settings("production", **PRODUCTION, **{name: value})
