"""Checks that cannot fail, and numbers in prose that nothing prints: found by a program.

``python -m tools.vacuous`` reports them; `findings` says what each rule is.
"""
