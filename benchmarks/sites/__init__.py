"""Sites that `benchmarks.build` builds: the same content for statusgen and for its peers."""
