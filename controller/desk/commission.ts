/** Identities for nodes, gateways and demand sources: a random secret each, shown once, kept as a digest. */
import { createHash, randomBytes } from "node:crypto";
import { writeIdentities } from "#config/identities";
import { identitiesPath } from "#config/paths";
import type { CommissionRequest, CommissionResult } from "#contract/api";
import { LightingError } from "#contract/failures";
import { everyone } from "#contract/topics";
import type { ConnectionRecord, Registry } from "../registry/port.ts";

/** Makes or renews identities and hands them to the embedded broker. A renewed one's old secret ends at once. */
export async function commission(registry: Registry, authority: string, dataFolder: string, request: CommissionRequest): Promise<CommissionResult> {
  const bad = request.connections.filter(({ id }) => id === everyone);
  if (bad.length > 0) throw new LightingError("BAD_INPUT", `connections: "${everyone}" is reserved for the broadcast`);
  const secrets = request.connections.map(({ id }) => ({ id, secret: randomBytes(16).toString("base64url") }));
  const records: ConnectionRecord[] = request.connections.map(({ id, kind, nodes }, index) => ({
    id,
    authority,
    kind,
    secretHash: createHash("sha256")
      .update(secrets[index]?.secret ?? "")
      .digest("hex"),
    nodes: nodes ?? [],
  }));
  await registry.saveConnections(records);
  await publishIdentities(registry, dataFolder);
  return { connections: secrets };
}

/** Writes what the registry knows for the broker; also at start, so that a lost file comes back. */
export async function publishIdentities(registry: Registry, dataFolder: string): Promise<void> {
  const connections = await registry.connections();
  writeIdentities(
    identitiesPath(dataFolder),
    connections.map(({ id, authority, kind, secretHash, nodes }) => ({ id, authority, kind, secretHash, nodes: [...nodes] })),
  );
}
