"""The kinds of answers: numbers, words, functions, lines of a derivation, inputs."""
