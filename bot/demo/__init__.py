"""The stand-in for Slack on loopback: Web API, signed deliveries, Socket Mode; plain aiohttp."""
