"""HTTP: routes by noun, schemas, and the one table from errors to statuses."""
