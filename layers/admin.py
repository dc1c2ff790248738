from .territory import admin  # noqa: F401 - registers
