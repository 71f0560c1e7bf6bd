"""Results of other tools become rounds of ours."""
