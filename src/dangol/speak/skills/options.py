"""Which option of a product is meant, by the words of the text and what was said before."""

from collections.abc import Sequence

import msgspec

from dangol.speak.catalogue import Option, Product
from dangol.speak.skills.answer import Ask
from dangol.speak.understand.lexicon import colour_key, forms_of, keys_in


class Choice(msgspec.Struct, frozen=True):
    """The options that fit what was said."""

    options: tuple[Option, ...]
    """All of a product's where nothing was said; none where nothing is like that."""
    colour: str = ""
    size: str = ""

    @property
    def one(self) -> Option | None:
        """The option, where there is exactly one."""
        return self.options[0] if len(self.options) == 1 else None

    @property
    def there(self) -> tuple[Option, ...]:
        """Those that can be bought."""
        return tuple(option for option in self.options if option.is_in_stock)


def choose_option(ask: Ask, product: Product) -> Choice:
    """The options of the product that fit the colour and size named now, or named before.

    What is named now replaces what was named before of the same sort, and keeps the rest.
    """
    chosen = product.option_of(ask.understood.option_id)
    if chosen is not None:
        return Choice((chosen,), _colour_of(chosen), size_of(chosen))
    slots, context = ask.understood.slots, ask.context
    is_same = context.product_id == product.product_id
    literal = _literally(ask.turn.text, product.options)
    colours = slots.colours or ((context.colour,) if is_same and context.colour else ())
    sizes = slots.sizes or ((context.size,) if is_same and context.size else ())
    fitting = [
        option
        for option in (literal or product.options)
        if (not colours or not _colour_of(option) or _colour_of(option) in colours)
        and (not sizes or not size_of(option) or size_of(option) in sizes)
    ]
    return Choice(
        tuple(fitting),
        colours[0] if len(colours) == 1 else "",
        sizes[0] if len(sizes) == 1 else "",
    )


def _literally(text: str, options: Sequence[Option]) -> tuple[Option, ...]:
    """Options whose whole label stands in the text; for shops whose words no lexicon knows."""
    dense = forms_of(text).compact
    return tuple(
        option
        for option in options
        if len(label := forms_of(option.label).compact) > 3 and label in dense
    )


def _colour_of(option: Option) -> str:
    return next((key for _, value in option.values if (key := colour_key(value))), "")


def size_of(option: Option) -> str:
    """The size as the slots write it: "M", "240"; "" of a thing in one size."""
    for _, value in option.values:
        if value.isdigit():
            return value
        if not colour_key(value) and (keys := keys_in("size", forms_of(value))):
            return "" if keys[0] == "FREE" else keys[0]
    return ""
