"""Huyula: how a province of Indonesia develops its civil servants for the digital era.

Each folder is an area of the domain; an area imports only what stands below it (docs/map.md).
"""
