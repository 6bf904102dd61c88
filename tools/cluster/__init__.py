"""`make cluster`: several processes of each program behind nginx, with their own PostgreSQL and Redis."""
