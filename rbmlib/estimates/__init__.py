"""ln Z estimated: by importance sampling and by annealing; and what such estimates do exactly."""
