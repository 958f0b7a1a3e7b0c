"""What several benchmarks need: a made fleet, the baseline, gauges of memory, a printed table."""
