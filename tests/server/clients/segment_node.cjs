// Usage: node segment_node.cjs HOST WRITE_KEY COUNT. Ends when everything is flushed.
const { Analytics } = require("@segment/analytics-node");

const [host, writeKey, count] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, maxEventsInBatch: 15 });
let failures = 0;
analytics.on("error", (error) => {
  failures += 1;
  console.error(error);
});

analytics.identify({ userId: "node-user", traits: { name: "민지" } });
for (let n = 0; n < Number(count); n += 1) {
  analytics.track({
    userId: "node-user",
    event: "Product Added",
    messageId: `segment-node-${n}`,
    properties: { product_id: `p${n}`, name: "바스크 셔츠", price: 39000, currency: "KRW" },
  });
}
analytics.closeAndFlush({ timeout: 20000 }).then(() => process.exit(failures ? 1 : 0));
