"""The one way to the network: safe addresses, robots.txt, waits that servers ask for, limits."""
