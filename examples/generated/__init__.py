"""Invented disclosures in the layouts that occur, by any ruleset and convention, with faults whose places are known."""
