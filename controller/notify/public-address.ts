/** Which addresses a webhook may reach: none of this machine or of a private network, whatever a name resolves to. */
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const inside = new BlockList();
// IANA's special-purpose address registries (RFC 6890). An IPv4 address written as ::ffff:a.b.c.d is checked as the IPv4 address that it is.
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  inside.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 96],
  ["64:ff9b::", 32],
  ["100::", 64],
  ["2001::", 23],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const) {
  inside.addSubnet(network, prefix, "ipv6");
}

/** False for anything that is no IP address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !inside.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** A look-up whose every answer is public: the address that was checked is the one connected to. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? notPublic(hostname), "");
    if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(notPublic(hostname), "");
    return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
  });
};

/** Why a host, as it is written in an address, may not be asked; undefined when it may, or when its name has yet to be looked up. */
export function hostRefusal(hostname: string): Error | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) !== 0 && !isPublicAddress(bare) ? notPublic(bare) : undefined;
}

const notPublic = (host: string): Error =>
  new Error(`${host} is an address of this machine or a private network; set privateAddresses of the webhook if that is meant`);
