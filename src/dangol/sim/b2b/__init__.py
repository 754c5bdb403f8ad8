"""The sample company as a real web site: it sells software for customer support to businesses.

Like the sample shop it speaks to Dangol in no way of its own: pages, forms, JSON-LD, and whatever
tag it is given.
"""
