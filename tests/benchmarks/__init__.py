"""Benchmarks: what is promised about speed, measured as ratios within one run. `make bench` prints them."""
