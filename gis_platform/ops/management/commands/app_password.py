import psycopg
from django.core.management.base import BaseCommand
from psycopg import sql
from psycopg.conninfo import make_conninfo

from gis_platform.env import env_database


class Command(BaseCommand):
    help = "Give the application's role the password that DATABASE_URL names; the private database asks for none."

    def handle(self, **options):
        app = env_database("DATABASE_URL")
        if not app["PASSWORD"]:
            return
        owner = env_database("DATABASE_OWNER_URL")
        names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
        address = make_conninfo("", **{name: str(owner[part]) for name, part in names.items() if owner[part]})
        with psycopg.connect(address) as database:
            role, password = sql.Identifier(str(app["USER"])), sql.Literal(app["PASSWORD"])
            database.execute(sql.SQL("alter role {} login password {}").format(role, password))
