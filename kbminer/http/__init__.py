"""The one way to the network: addresses are checked, answers bounded, servers treated politely.

:mod:`~kbminer.http.transport` makes every request. :mod:`~kbminer.http.client` asks forums through it: with
robots.txt, a rate for each host and retries. :mod:`~kbminer.http.json_request` asks a configured endpoint.
"""
