"""Helps to choose a size by the product's own table; it says where it stands, and judges nobody."""

import msgspec

from dangol.listen.catalogue.details import SizeRow, SizeTable
from dangol.speak.catalogue import Product, facts_of_option
from dangol.speak.facts import Fact, Source, SourceKind, Value, ValueKind
from dangol.speak.reply import Awaiting, QuickReply, Skill, SourceLink
from dangol.speak.skills.answer import (
    Answer,
    Ask,
    add_button,
    button,
    name_of,
    with_product,
)
from dangol.speak.skills.options import choose_option, size_of
from dangol.speak.skills.policy import answer_from_knowledge
from dangol.speak.understand.patterns import Intent
from dangol.terms.texts import join_sentences

MOST_BUTTONS = 4


def answer_size(ask: Ask) -> Answer | None:
    """The size that the table recommends, the measures, or a question for what is missing."""
    product, slots = ask.product, ask.understood.slots
    context = msgspec.structs.replace(
        ask.context,
        height_cm=slots.height_cm or ask.context.height_cm,
        weight_kg=slots.weight_kg or ask.context.weight_kg,
    )
    ask = msgspec.structs.replace(ask, context=context)
    if product is None:
        return _without_product(ask)
    table = product.details.size_table
    if table is None or not table.rows:
        return _without_table(ask, product)
    if ask.request.topic == "measure" or not any(row.weight_kg for row in table.rows):
        return _measures(ask, product, table)
    if not context.height_cm or not context.weight_kg:
        return _missing_body(ask, product, table)
    return _recommend(ask, product, table)


def _recommend(ask: Ask, product: Product, table: SizeTable) -> Answer:
    context = ask.context
    height, weight = _plain(context.height_cm), _plain(context.weight_kg)
    sizes = table.sizes_for(context.height_cm, context.weight_kg)
    asked = [size for size in ask.understood.slots.sizes if table.row_of(size)]
    name = name_of(product)
    if not sizes:
        text = ask.say("speak.size.outside", name=name, height=height, weight=weight)
        return _answer(ask, product, table, (text,), (), offers_person=True)
    named = " · ".join(sizes)
    if asked and asked[0].casefold() in {size.casefold() for size in sizes}:
        text = ask.say("speak.size.yes", name=name, height=height, weight=weight, size=asked[0])
    elif asked:
        text = ask.say(
            "speak.size.other", name=name, height=height, weight=weight, size=named, asked=asked[0]
        )
    else:
        text = ask.say("speak.size.best", name=name, height=height, weight=weight, size=named)
    rows = [row for row in (table.row_of(size) for size in sizes) if row is not None]
    ranges = [_range_of(ask, row) for row in rows]
    texts = (join_sentences(ask.language, text, *ranges), product.details.fit)
    return _answer(ask, product, table, texts, sizes)


def _answer(
    ask: Ask,
    product: Product,
    table: SizeTable,
    texts: tuple[str, ...],
    sizes: tuple[str, ...],
    *,
    offers_person: bool = False,
) -> Answer:
    choice = choose_option(ask, product)
    colour = choice.colour
    fitting = [
        option
        for option in product.options
        if option.is_in_stock
        and (not sizes or size_of(option) in sizes)
        and (option in choice.options or not colour)
    ]
    gone = bool(sizes) and not fitting
    lines = [text for text in texts if text]
    if gone:
        lines.append(ask.say("speak.size.gone", size=" · ".join(sizes)))
    context = with_product(
        ask.context,
        product,
        size=sizes[0] if len(sizes) == 1 else "",
        colour=colour,
        awaiting=Awaiting.PERSON if offers_person else Awaiting.OPTION,
        asked=Intent.CART.value,
    )
    buttons: list[QuickReply] = [add_button(ask, one) for one in fitting[:MOST_BUTTONS] if sizes]
    if gone:
        buttons.append(button(ask, "restock", product.product_id))
    buttons.append(
        button(ask, "human") if offers_person else button(ask, "measures", product.product_id)
    )
    facts = (
        fact_of_sizes(ask, product, table),
        *(fact for option in product.options for fact in facts_of_option(option, ask.language)),
    )
    return Answer(
        Skill.SIZE,
        context,
        texts=tuple(lines),
        facts=facts,
        links=(_source(ask, product),),
        replies=tuple(buttons),
    )


def _measures(ask: Ask, product: Product, table: SizeTable) -> Answer:
    wanted = {size.casefold() for size in ask.understood.slots.sizes}
    rows = [row for row in table.rows if row.size.casefold() in wanted] or list(table.rows)
    lines = [ask.say("speak.size.measures", name=name_of(product))]
    lines += [_measures_of(table, row) for row in rows]
    return _answer(ask, product, table, ("\n".join(lines), product.details.fit), ())


def _missing_body(ask: Ask, product: Product, table: SizeTable) -> Answer:
    context = ask.context
    key = "speak.size.ask_both"
    if context.height_cm:
        key = "speak.size.ask_weight"
    elif context.weight_kg:
        key = "speak.size.ask_height"
    found = _answer(
        ask, product, table, (ask.say(key, name=name_of(product)), product.details.fit), ()
    )
    asked = msgspec.structs.replace(found.context, awaiting=Awaiting.BODY, asked=Intent.SIZE.value)
    return msgspec.structs.replace(found, context=asked)


def _without_product(ask: Ask) -> Answer:
    context = msgspec.structs.replace(
        ask.context, awaiting=Awaiting.PRODUCT, asked=Intent.SIZE.value
    )
    found = answer_from_knowledge(ask, "size", Skill.SIZE)
    which = ask.say("speak.size.which_product")
    if found is None:
        return Answer(Skill.SIZE, context, texts=(which,), replies=(button(ask, "find"),))
    return msgspec.structs.replace(found, context=context, texts=(*found.texts, which))


def _without_table(ask: Ask, product: Product) -> Answer | None:
    if product.details.fit:
        facts = facts_of_option(product.options[0], ask.language)
        return Answer(
            Skill.SIZE,
            with_product(ask.context, product, awaiting=Awaiting.NOTHING),
            texts=(product.details.fit,),
            facts=facts,
            links=(_source(ask, product),),
            replies=(button(ask, "human"),),
        )
    return answer_from_knowledge(ask, "size", Skill.SIZE)


def fact_of_sizes(ask: Ask, product: Product, table: SizeTable) -> Fact:
    """The size table as a fact: whatever it measures, and the body that was told, may be said."""
    numbers: set[int] = {round(ask.context.height_cm), round(ask.context.weight_kg)}
    for row in table.rows:
        for bounds in (row.height_cm, row.weight_kg):
            numbers.update(bounds or ())
        numbers.update(int(value) for value in row.cm)
        if row.size.isdigit():
            numbers.add(int(row.size))
    source = Source(
        ask.say("speak.size.source", name=product.name), product.url, SourceKind.PRODUCT
    )
    text = "; ".join(_measures_of(table, row) for row in table.rows)
    values = tuple(Value(ValueKind.NUMBER, number) for number in sorted(numbers) if number)
    return Fact(
        f"size:{product.product_id}", text, source, values, product.product_id, (product.name,)
    )


def _source(ask: Ask, product: Product) -> SourceLink:
    return SourceLink(ask.say("speak.size.source", name=product.name), product.url)


def _range_of(ask: Ask, row: SizeRow) -> str:
    if row.height_cm is None or row.weight_kg is None:
        return ""
    return ask.say(
        "speak.size.range",
        size=row.size,
        height=f"{row.height_cm[0]}–{row.height_cm[1]}",
        weight=f"{row.weight_kg[0]}–{row.weight_kg[1]}",
    )


def _measures_of(table: SizeTable, row: SizeRow) -> str:
    pairs = zip(table.measures, row.cm, strict=False)
    said = ", ".join(f"{name} {_plain(value)}cm" for name, value in pairs)
    # The name of the only size ("FREE") says nothing, and reads like a price.
    return said if len(table.rows) == 1 else f"{row.size}: {said}"


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
