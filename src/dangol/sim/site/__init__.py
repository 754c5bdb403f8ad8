"""The sample shop as a real web site: catalogue, cart, checkout, articles and a customer's account.

It speaks to Dangol in no way of its own: it has a `dataLayer`, JSON-LD and cart addresses as
ordinary shops have them, and shows whatever tag it is given in its pages' heads.
"""
