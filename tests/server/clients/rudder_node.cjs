// Usage: node rudder_node.cjs HOST WRITE_KEY COUNT. Ends when every call's callback was called.
const RudderAnalytics = require("@rudderstack/rudder-sdk-node");

const [dataPlaneUrl, writeKey, count] = process.argv.slice(2);
const client = new RudderAnalytics(writeKey, {
  dataPlaneUrl,
  flushAt: 10,
  flushInterval: 100,
  gzip: true,
});
const sent = (method, message) =>
  new Promise((resolve, reject) => {
    client[method](message, (error) => (error ? reject(error) : resolve()));
  });

const calls = [sent("identify", { userId: "rudder-node-user", traits: { name: "さくら" } })];
for (let n = 0; n < Number(count); n += 1) {
  calls.push(
    sent("track", {
      userId: "rudder-node-user",
      event: "Product Added",
      messageId: `rudder-node-${n}`,
      properties: { product_id: `p${n}`, name: "リネンシャツ", price: 4980, currency: "JPY" },
    }),
  );
}
Promise.all(calls).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
