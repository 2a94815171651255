"""The planner: problem, search, bound, check, explain, replan, compare, forecast."""
