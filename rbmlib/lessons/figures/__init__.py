"""What figures draw, one module a notebook: a cell is one call with the numbers it computed."""
