import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NotificationsConfig } from "#config/notifications";
import { ManualClock } from "#contract/clock";
import type { News } from "#contract/notifications";
import { openMailer } from "#controller/notify/mail";
import { Notifier } from "#controller/notify/notifier";
import { isPublicAddress } from "#controller/notify/public-address";
import { signatureOf } from "#controller/notify/webhook";
import { openMemoryRegistry } from "#controller/registry/memory";
import type { Registry } from "#controller/registry/port";
import { openSqliteRegistry } from "#controller/registry/sqlite";
import { hookServer, mailServer } from "./receivers.ts";

const zone = "Europe/London";
const secret = Buffer.from("a secret of the receiver");

const supplyLost: News = {
  id: "i-1:raised:once",
  kind: "raised",
  priority: 1,
  subject: "i-1",
  title: "Supply lost: feeder FP-003, 500 lights",
  text: "All lights of one feeder within 40 s.",
  lights: 500,
  at: "2026-11-20T18:00:00.000Z",
};
const minor: News = { ...supplyLost, id: "i-2:raised:once", subject: "i-2", priority: 3, title: "Lamp out: Harbour Wynd" };

interface Setting {
  readonly config: unknown;
  readonly hookUrl?: string;
  readonly privateAddresses?: boolean;
  readonly registry?: Registry;
  readonly clock?: ManualClock;
}

function start({ config, hookUrl, privateAddresses = true, registry = openMemoryRegistry(), clock = new ManualClock("2026-11-20T18:00:00Z") }: Setting) {
  const parsed = NotificationsConfig.parse(config);
  const logged: string[] = [];
  const notifier = new Notifier({
    config: parsed,
    zone,
    ledger: registry,
    mailer: parsed.email && openMailer(parsed.email, undefined),
    hooks: new Map(hookUrl === undefined ? [] : [["works", { url: hookUrl, secret, privateAddresses }]]),
    pace: clock,
    log: (line) => logged.push(line),
  });
  onTestFinished(() => notifier.close());
  const until = async (ms: number): Promise<void> => {
    clock.advance(ms);
    // The first may be one that began on the way.
    for (let round = 0; round < 2; round++) await notifier.outbox.deliver();
  };
  return { notifier, registry, clock, logged, until };
}

const mailed = (port: number, people: object[], rotas: object[] = []) => ({
  email: { host: "127.0.0.1", port, security: "none", from: "lights@example.org" },
  people,
  rotas,
});
const ann = { id: "ann", name: "Ann Baird", email: "ann@example.org" };
const bo = { id: "bo", name: "Bo Craig", email: "bo@example.org" };
const works = { webhooks: [{ id: "works", url: "http://works.example", secretFile: "works" }] };

test("500 lights without supply are one mail, also when it is heard again after a restart", async () => {
  const server = await mailServer();
  const folder = mkdtempSync(join(tmpdir(), "leerie-notify-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "registry.sqlite");
  const config = mailed(server.port, [ann]);
  const before = start({ config, registry: openSqliteRegistry(path) });
  await before.notifier.tell(supplyLost);
  await before.notifier.close();
  await before.registry.close();
  const after = start({ config, registry: openSqliteRegistry(path) });
  onTestFinished(() => after.registry.close());
  for (let heard = 0; heard < 3; heard++) await after.notifier.tell(supplyLost);
  await after.until(5_000);
  await after.until(3_600_000);
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]).toContain("Subject: [1] New: Supply lost: feeder FP-003, 500 lights");
  expect(server.mails[0]).toContain("To: Ann Baird <ann@example.org>");
});

test("what comes in a minute after a mail is one more mail, and the day's minor things are one in the morning", async () => {
  const server = await mailServer();
  const { notifier, until } = start({ config: mailed(server.port, [ann]) });
  await notifier.tell(supplyLost);
  await until(5_000);
  for (const nr of [1, 2, 3]) await notifier.tell({ ...supplyLost, id: `i-9:${nr}`, title: `Another ${nr}`, at: `2026-11-20T18:00:0${nr}.000Z` });
  await notifier.tell(minor);
  await notifier.tell({ ...minor, id: "i-3:raised:once", title: "Lamp out: Kirk Brae" });
  await until(10_000);
  expect(server.mails).toHaveLength(1);
  await until(60_000);
  expect(server.mails).toHaveLength(2);
  expect(server.mails[1]).toContain("Subject: 3 changes, first: [1] New: Another 1");
  await until(13 * 3_600_000);
  expect(server.mails).toHaveLength(2);
  await until(3_600_000);
  expect(server.mails).toHaveLength(3);
  expect(server.mails[2]).toContain("Harbour Wynd");
  expect(server.mails[2]).toContain("Kirk Brae");
});

test("quiet hours hold back what is not urgent until they end", async () => {
  const server = await mailServer();
  const quiet = { ...ann, quietHours: { from: "22:00", to: "07:00" } };
  const { notifier, until } = start({ config: mailed(server.port, [quiet]), clock: new ManualClock("2026-11-20T23:30:00Z") });
  await notifier.tell({ ...supplyLost, id: "i-4:raised:once", priority: 2, title: "Six dark in a row" });
  await until(5_000);
  expect(server.mails).toHaveLength(0);
  await notifier.tell(supplyLost);
  await until(5_000);
  expect(server.mails.join()).toContain("Supply lost");
  await until(7.4 * 3_600_000);
  expect(server.mails).toHaveLength(1);
  await until(0.2 * 3_600_000);
  expect(server.mails[1]).toContain("Six dark in a row");
});

test("whoever is on duty is told; nobody's answer goes to the next; a stand-in takes over until the end given", async () => {
  const server = await mailServer();
  const rota = { id: "nights", start: "2026-11-16", people: ["ann", "bo"] };
  const config = mailed(
    server.port,
    [ann, bo].map((person) => ({ ...person, onDutyOnly: true })),
    [rota],
  );
  const { notifier, until } = start({ config });
  const told = (): string[] =>
    server.mails
      .splice(0)
      .flatMap((mail) => /^To: (\w+)/m.exec(mail)?.[1] ?? [])
      .sort();
  await notifier.tell(supplyLost);
  await until(61_000);
  expect(told()).toEqual(["Ann"]);
  await notifier.tell({ ...supplyLost, id: "i-1:escalated:once", kind: "escalated" });
  await until(61_000);
  expect(told()).toEqual(["Ann", "Bo"]);
  await notifier.handOver("nights", { to: "bo", until: "2026-11-21T09:00:00.000Z" }, "ann");
  expect((await notifier.state()).duty).toEqual([{ rota: "nights", now: "bo", next: "ann", until: "2026-11-21T09:00:00.000Z", handedOverBy: "ann" }]);
  await notifier.tell({ ...supplyLost, id: "i-5:raised:once" });
  await until(61_000);
  expect(told()).toEqual(["Bo"]);
  await until(16 * 3_600_000);
  expect((await notifier.state()).duty[0]?.now).toBe("ann");
  await expect(notifier.handOver("days", { to: "bo", until: "2026-11-30T09:00:00.000Z" }, "ann")).rejects.toThrow('rota: found "days"');
});

test("a receiver that fails first gets it again, later each time, with a signature it can check", async () => {
  const receiver = await hookServer();
  receiver.statuses.push(500, 302);
  const { notifier, until, registry } = start({ config: works, hookUrl: receiver.url });
  await notifier.tell(supplyLost);
  for (const [ms, posts] of [
    [5_000, 1],
    [1_000, 1],
    [15_000, 2],
    [10_000, 2],
    [40_000, 3],
    [86_400_000, 3],
  ] as const) {
    await until(ms);
    expect(receiver.posts.length, `posts after ${ms} ms more`).toBe(posts);
  }
  const [first, , last] = receiver.posts;
  expect(JSON.parse(last?.body ?? "")).toEqual(supplyLost);
  expect(last?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = last?.headers ?? {};
  expect(signature).toBe(signatureOf(secret, String(id), Number(at), last?.body ?? ""));
  expect([await registry.noticeCount("waiting"), await registry.noticeCount("sent")]).toEqual([0, 1]);
});

test("what can never be delivered is a dead letter with its reason, and goes again when a person says so", async () => {
  const server = await mailServer();
  server.answer = "550 no such person";
  const { notifier, until, logged } = start({ config: mailed(server.port, [ann]) });
  await notifier.tell(supplyLost);
  await until(5_000);
  const [dead] = await notifier.notices({ state: "dead", limit: 10 });
  expect(dead?.failure).toContain("550");
  expect(logged.join()).toContain("notification given up");
  server.answer = "250 ok";
  await notifier.retry(dead?.id ?? "");
  await until(5_000);
  expect(server.mails).toHaveLength(1);
  await expect(notifier.retry(dead?.id ?? "")).rejects.toThrow("is sent, not dead");
});

test("a receiver that is never there is given up after ten tries", async () => {
  const receiver = await hookServer();
  receiver.statuses.push(...new Array<number>(20).fill(503));
  const { notifier, until } = start({ config: works, hookUrl: receiver.url });
  await notifier.tell(supplyLost);
  for (let round = 0; round < 14; round++) await until(6.1 * 3_600_000);
  expect(receiver.posts).toHaveLength(10);
  expect((await notifier.notices({ state: "dead", limit: 1 }))[0]?.failure).toBe("the receiver answered 503");
});

test.each(["", "http://localhost"])("an address inside is not posted to unless that is meant (%s)", async (host) => {
  const receiver = await hookServer();
  const url = host === "" ? receiver.url : receiver.url.replace("http://127.0.0.1", host);
  const { notifier, until, registry } = start({ config: works, hookUrl: url, privateAddresses: false });
  await notifier.tell(supplyLost);
  await until(5_000);
  expect(receiver.posts).toHaveLength(0);
  const [notice] = [...(await registry.notices("dead", 1)), ...(await registry.notices("waiting", 1))];
  expect(notice?.failure).toContain("is an address of this machine or a private network");
});

test("what is inside is known however it is written", () => {
  const inside = [
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "fe80::1",
    "fd00::1",
    "64:ff9b::a00:1",
    "nonsense",
  ];
  expect(inside.filter(isPublicAddress)).toEqual([]);
  expect(["8.8.8.8", "172.32.0.1", "2a00:1450::1"].filter((address) => !isPublicAddress(address))).toEqual([]);
});
