"""What every room uses: refusals, the clock, ids, Chinese text, requests."""
