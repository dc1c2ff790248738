"""统一社会信用代码 unified social credit code: form and check character (GB 32100), organisation code (GB 11714)."""

from gis_platform.common.verdict import Verdict

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LENGTH = 18
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_VALUE = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def check_character(first_17: str) -> str:
    """The 18th character. Weight of place i is 3^(i-1) mod 31. Raises KeyError for I, O, S, V, Z."""
    total = sum(_VALUE[character] * pow(3, place, 31) for place, character in enumerate(first_17))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first_8: str) -> str:
    """The ninth character of the organisation code inside (places 9 to 17), GB 11714."""
    total = sum(weight * _ORGANISATION_VALUE[c] for weight, c in zip(_ORGANISATION_WEIGHTS, first_8, strict=True))
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def check_uscc(code: str) -> Verdict:
    """Whether the code can be a real one; the reasons say what is wrong with it."""
    unknown = "".join(sorted({character for character in code if character not in _VALUE}))
    is_complete = len(code) == _LENGTH and not unknown
    return Verdict.unless(
        (len(code) != _LENGTH, "uscc.length", {"length": len(code), "expected": _LENGTH}),
        (bool(unknown), "uscc.characters", {"characters": unknown}),
        (is_complete and check_character(code[:17]) != code[17], "uscc.check_character", {"code": code}),
    )
