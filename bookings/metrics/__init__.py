"""What the programs tell Prometheus about themselves; imported only where that is wanted."""
