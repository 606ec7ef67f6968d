"""ln Z estimated: by importance sampling and by annealing; and what such estimates do exactly."""

from rbmlib.estimates import annealed, importance
from rbmlib.estimates.weights import Estimate, WeightMoments

__all__ = ["Estimate", "WeightMoments", "annealed", "importance"]
