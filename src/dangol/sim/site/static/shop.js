// The sample shop's own script: the cart, the choice of an option, the coupon, and the data layer.
"use strict";

const layer = (window.dataLayer = window.dataLayer || []);
const find = (selector, root = document) => root.querySelector(selector);
const read = (id) => JSON.parse(find(id)?.textContent ?? "null");

function push(event, ecommerce, more = {}) {
  layer.push({ ecommerce: null });
  layer.push({ event, ...more, ...(ecommerce ? { ecommerce } : {}) });
}

async function send(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  return { ok: answer.ok, value: await answer.json() };
}

function say(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

let hiding = 0;
function toast(text) {
  const place = find("#toast");
  find("span", place).textContent = text;
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.hidden = true), 5000);
}

async function refreshCount() {
  const cart = await (await fetch("/cart.js")).json();
  const badge = find("#cart-count");
  badge.textContent = cart.item_count;
  badge.hidden = !cart.item_count;
  return cart;
}

function total(items) {
  const sum = items.reduce((so_far, item) => so_far + item.price * item.quantity, 0);
  return Math.round(sum * 100) / 100;
}

// --- a product's page ---

function showProduct(form) {
  const { item, options } = read("#product-data");
  const currency = layer.find((one) => one.event === "view_item")?.ecommerce.currency;
  const button = find("button[type=submit]", form);
  const problem = find("#problem");
  const words = form.dataset;

  const choice = () => {
    const data = new FormData(form);
    return options.find((o) => o.colour === data.get("colour") && o.size === data.get("size"));
  };

  function show() {
    const colour = find("input[name=colour]:checked", form);
    find("#colour-name").textContent = colour.dataset.name;
    const address = `/images/${item.item_id}.svg?colour=${colour.value}`;
    if (!find("#picture").src.endsWith(address)) find("#picture").src = address;
    for (const input of form.querySelectorAll("input[name=size][type=radio]")) {
      const option = options.find((o) => o.colour === colour.value && o.size === input.value);
      input.parentElement.classList.toggle("gone", !option.stock);
    }
    const option = choice();
    const isThere = option ? option.stock > 0 : options.some((o) => o.colour === colour.value && o.stock);
    const stock = find("#stock");
    stock.classList.toggle("out", !isThere);
    stock.textContent = !isThere
      ? words.soldOut
      : option && option.stock <= 3
        ? words.few.replace("#", option.stock)
        : words.inStock;
    button.disabled = !isThere;
    button.textContent = isThere ? words.add : words.soldOut;
    say(problem, "");
  }

  form.noValidate = true;
  form.addEventListener("change", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const option = choice();
    if (!option) {
      say(problem, words.choose);
      find("input[name=size]", form)?.focus();
      return;
    }
    button.disabled = true;
    try {
      const { ok, value } = await send("/cart/add.js", { items: [{ id: option.id, quantity: 1 }] });
      if (ok) {
        const added = { ...item, item_variant: option.label, quantity: 1 };
        push("add_to_cart", { currency, value: item.price, items: [added] });
        await refreshCount();
        toast(words.added);
      } else {
        say(problem, value.description);
      }
    } catch {
      say(problem, words.failed);
    } finally {
      button.disabled = false;
    }
  });
  show();
}

// --- the cart ---

function showCart(cart) {
  const { currency, items } = read("#cart-data");
  const problem = find("#problem");

  async function change(id, quantity) {
    const { ok, value } = await send("/cart/change.js", { id, quantity });
    if (!ok) {
      say(problem, value.description);
      find(`select[data-option="${id}"]`).value = items[id].quantity;
      return;
    }
    const more = quantity - items[id].quantity;
    const moved = [{ ...items[id], quantity: Math.abs(more) }];
    push(more > 0 ? "add_to_cart" : "remove_from_cart", { currency, value: total(moved), items: moved });
    location.reload();
  }

  cart.addEventListener("change", async (event) => {
    const { target } = event;
    if (target.dataset.option) await change(target.dataset.option, Number(target.value));
    if (target.id === "gift") {
      await send("/cart/gift.js", { gift: target.checked });
      location.reload();
    }
  });
  cart.addEventListener("click", (event) => {
    const id = event.target.dataset?.remove;
    if (id) change(id, 0);
  });
  find("#coupon-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = find("#coupon").value.trim();
    if (!code) return;
    const said = find("#coupon-said");
    push("Coupon Entered", null, { coupon_name: code });
    const { value } = await send("/cart/coupon.js", { code });
    if (value.is_applied) {
      push("Coupon Applied", null, { coupon_name: value.code });
      location.reload();
    } else {
      push("Coupon Denied", null, { coupon_name: value.code, reason: value.reason });
      said.classList.add("bad");
      said.textContent = value.message;
    }
  });
}

// Whoever else on the page changes the cart says so with this event, as themes do.
document.addEventListener("cart:refresh", () => {
  if (location.pathname === "/cart") location.reload();
  else refreshCount();
});

if (find("#buy")) showProduct(find("#buy"));
if (find("#cart")) showCart(find("#cart"));
