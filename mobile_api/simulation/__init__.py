"""A day of phones and desks through the real HTTP interface: no ORM, no rule, nothing a phone could not know."""
