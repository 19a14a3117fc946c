"""Every write of people, a module per noun: `from huyula.people.actions import slips`, then `slips.issue(...)`."""
