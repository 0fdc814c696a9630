"""SAML 2.0, web browser single sign-on: we are the service provider of each workspace.

A person's way: `request` sends them to the provider; the provider has their browser post its answer
to us, which `response` checks and `accepted` keeps; and the browser that began fetches it.
"""
