"""The demo's people: synthetic ones where a region brings none, and log-ins that work on loopback only."""

import json
import secrets
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.utils.crypto import get_random_string

from gis_platform.accounts.models import User
from layers.exchange.counties import write_people

from .services import load_people, rows_of

SEED = 20190909
# One a role, and a leader of another township.
SHOWN = (
    "dispatcher", "dispatcher_2", "county_leader", "inspector", "unit_leader", "township_leader", "township_leader_2",
    "township_officer", "section_officer", "auditor", "admin", "enterprise", "witness",
)  # fmt: skip


@transaction.atomic
def load_demo_people(region: Path, today: date) -> None:
    people = region
    if not (region / "users.csv").is_file():
        people = settings.VAR_DIR / "people"
        people.mkdir(parents=True, exist_ok=True)
        write_people(region, people, seed=SEED)
        load_people(people)
    _give_log_ins([row["username"] for row in rows_of(people / "users.csv")])


def _give_log_ins(usernames: list[str]) -> None:
    path = settings.VAR_DIR / "demo_logins.json"
    if path.is_file() and User.objects.filter(username__in=usernames, is_demo=True).count() == len(usernames):
        return
    passwords = {name: f"Demo-{secrets.token_urlsafe(9)}-7" for name in usernames}
    for user in User.objects.filter(username__in=usernames):
        # Random and long, so few rounds are enough; a million for each of 90 people would take half a minute.
        user.password = PBKDF2PasswordHasher().encode(passwords[user.username], get_random_string(16), iterations=1000)
        user.is_demo = True
        user.save(update_fields=["password", "is_demo"])
    logins = {name: {"username": name, "password": passwords[name]} for name in SHOWN if name in passwords}
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins, ensure_ascii=False, indent=1), encoding="utf-8")
    everybody = {name: {"password": word} for name, word in passwords.items()}
    (settings.VAR_DIR / "demo_people.json").write_text(json.dumps(everybody), encoding="utf-8")
