"""The composition root: settings, addresses, wiring, schedule, commands. Imports everybody, imported by nobody."""
