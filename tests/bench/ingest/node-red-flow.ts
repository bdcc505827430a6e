/** The peer's flow as its editor would save it: MQTT in → function → InfluxDB out, each with the defaults that the editor gives it. */

export interface FlowPlace {
  readonly brokerPort: number;
  readonly filter: string;
  readonly influxPort: number;
  readonly database: string;
}

/** One report to one point with the fields and the tag that our own store writes, at the report's own instant. */
const toPoint = `
const { node: light, at, programme, command, ...fields } = msg.payload;
msg.payload = [{ ...fields, time: new Date(at) }, { light }];
return msg;
`;

/** The nodes of the flow, for Node-RED's flows file. */
export function flowOf({ brokerPort, filter, influxPort, database }: FlowPlace): readonly object[] {
  const place = { host: "127.0.0.1", z: "ingest" };
  return [
    { id: "ingest", type: "tab", label: "Ingest", disabled: false, info: "" },
    brokerNode(place.host, brokerPort),
    { id: "influx", type: "influxdb", hostname: place.host, port: String(influxPort), protocol: "http", database, usetls: false, influxdbVersion: "1.x" },
    // QoS 1 as the nodes publish; "auto-detect" makes an object of JSON.
    { ...mqttIn, z: place.z, topic: filter, wires: [["point"]] },
    { id: "point", type: "function", z: place.z, func: toPoint, outputs: 1, timeout: 0, noerr: 0, initialize: "", finalize: "", libs: [], wires: [["out"]] },
    { id: "out", type: "influxdb out", z: place.z, influxdb: "influx", measurement: "reading", precision: "", retentionPolicy: "", wires: [] },
  ];
}

const mqttIn = { id: "in", type: "mqtt in", qos: "1", datatype: "auto-detect", broker: "broker", nl: false, rap: true, rh: 0, inputs: 0 } as const;

const brokerNode = (broker: string, port: number): object => ({
  id: "broker",
  type: "mqtt-broker",
  ...{ broker, port: String(port), clientid: "", autoConnect: true, usetls: false, protocolVersion: "4", keepalive: "60", cleansession: true },
  autoUnsubscribe: true,
});

/** Node-RED's settings file: no editor and no web server of its own; all else as it comes. */
export const settingsText = `module.exports = { httpAdminRoot: false, httpNodeRoot: false, telemetry: { enabled: false } };\n`;
