"""Where customers and targets are, where the product aims, and which option pays under which
assumptions. Pure over tables; chance is a seed that is an argument.
"""
