/** A process that subscribes to every report at QoS 1 and counts: `node counter.ts URL FILTER`. It says its count whenever it is asked over its IPC channel. */
import { connect } from "mqtt";

const [url = "", filter = ""] = process.argv.slice(2);
let count = 0;
const client = connect(url, { clean: true, keepalive: 600 });
client.on("message", () => {
  count++;
});
client.on("connect", () => client.subscribe(filter, { qos: 1 }, () => console.log("subscribed")));
process.on("message", () => process.send?.({ answer: count }));
