"""What a figure of a notebook draws: a module a notebook, a function a figure.

Each draws numbers that it is given, shows them with caption and description, and prints them.
"""
