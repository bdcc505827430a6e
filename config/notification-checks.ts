/** What no single field of `notifications` can know. */
import type { NotificationsConfig } from "./notifications.ts";
import { type Problem, shown } from "./problems.ts";

/** People without a server to mail them by, names that do not exist, ids that come twice, addresses that are not of the web. */
export function notificationProblems({ notifications }: { readonly notifications?: NotificationsConfig | undefined }): Problem[] {
  if (notifications === undefined) return [];
  const { email, people, rotas, webhooks } = notifications;
  const known = people.map(({ id }) => id);
  const inSection = (path: Problem["path"], found: unknown, expected: string): Problem => ({
    path: ["notifications", ...path],
    found: shown(found),
    expected,
  });
  return [
    ...(people.length > 0 && email === undefined ? [inSection(["email"], undefined, "the server by which people are mailed")] : []),
    ...repeated(known).map((index) => inSection(["people", index, "id"], known[index], "another id than an earlier person")),
    ...repeated(webhooks.map(({ id }) => id)).map((index) => inSection(["webhooks", index, "id"], webhooks[index]?.id, "another id than an earlier webhook")),
    ...webhooks.flatMap(({ url }, index) =>
      ["http:", "https:"].includes(URL.parse(url)?.protocol ?? "")
        ? []
        : [inSection(["webhooks", index, "url"], url, "an address that begins with https:// or http://")],
    ),
    ...repeated(rotas.map(({ id }) => id)).map((index) => inSection(["rotas", index, "id"], rotas[index]?.id, "another id than an earlier rota")),
    ...rotas.flatMap((rota, at) =>
      rota.people.flatMap((person, index) =>
        known.includes(person) ? [] : [inSection(["rotas", at, "people", index], person, `the id of a person: ${known.join(", ") || "none is there"}`)],
      ),
    ),
  ];
}

const repeated = (values: readonly string[]): number[] => values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
