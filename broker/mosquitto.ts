/** The same rules for an installation with a mosquitto broker: its ACL file, from the same table as the embedded broker's hooks. */
import type { Identity } from "#config/identities";
import { signInName } from "#contract/topics";
import { publicationsOf, subscriptionsOf } from "./access.ts";
import { callerOf } from "./identity.ts";

/** Text of an `acl_file`. Set `allow_anonymous false` and `retain_available false` beside it; mosquitto keeps passwords in a file of its own. */
export function mosquittoAcl(identities: readonly Identity[]): string {
  return identities
    .map((identity) => {
      const caller = callerOf(identity);
      const lines = [
        `user ${signInName(identity.authority, identity.id)}`,
        ...publicationsOf(caller).map((topic) => `topic write ${topic}`),
        ...subscriptionsOf(caller).map((filter) => `topic read ${filter}`),
      ];
      return `${lines.join("\n")}\n`;
    })
    .join("\n");
}
