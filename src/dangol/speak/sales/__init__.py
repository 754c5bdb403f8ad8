"""Selling to businesses: what is asked, what is known, who fits, and when people can meet."""
