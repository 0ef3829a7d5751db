"""How dates are written in English: in full where there is room, short in lists. All else is as Django has it."""

DATE_FORMAT = "F j, Y"
SHORT_DATE_FORMAT = "M j, Y"
