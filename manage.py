import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gis_platform.settings")
    # Tables belong to the owner; the application's own role may not change or drop them.
    os.environ["DATABASE_AS_OWNER"] = str(sys.argv[1:2] == ["migrate"])

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
