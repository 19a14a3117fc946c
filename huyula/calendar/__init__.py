"""The calendar: which days are worked, and why. Holidays, the working week and its hours, each with its legal basis.

Words: year (whose holidays somebody entered), holiday (a day off: national, collective leave or an agency's own),
decree (by which a year's holidays become certain), working hours (which weekdays an agency works, from when to when),
reckoning (a count of working days that shows each day on its way).
It never counts a year without holidays as free of them, and never takes a moon-dependent day for certain by itself.
"""
