import { expect, test } from "vitest";
import { Ask } from "../../web/energy/ask.ts";

/** An API that answers when told to, and notes which questions were given up. */
function slowApi() {
  const open = new Map<string, { answer: (text: string) => void; fail: (problem: Error) => void; tell: (progress: number) => void; until: AbortSignal }>();
  const ask = new Ask<string>(
    (path, until, tell) =>
      new Promise((answer, fail) => {
        open.set(path, { answer, fail, tell, until });
      }),
  );
  const at = (path: string) => {
    const asked = open.get(path);
    if (!asked) throw new Error(`expected ${path} to be asked`);
    return asked;
  };
  return { ask, at, asked: () => [...open.keys()] };
}

/** Lets what is resolved be taken. */
const taken = (): Promise<void> => new Promise((done) => setImmediate(done));

test("the newest question wins, whichever is answered last, and the one before is ended", async () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  ask.put("/november");
  expect(at("/october").until.aborted).toBe(true);
  at("/november").answer("November");
  await taken();
  at("/october").answer("October");
  await taken();
  expect(ask.now.value).toEqual({ state: "done", answer: "November" });
});

test("the answer of the question before is kept, as such, until the next one comes", async () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  at("/october").answer("October");
  await taken();
  ask.put("/november");
  expect(ask.now.value).toEqual({ state: "busy", answer: "October" });
  at("/november").tell(0.5);
  expect(ask.now.value).toEqual({ state: "busy", answer: "October", progress: 0.5 });
});

test("the same question is not asked twice, unless it failed or is asked for again", async () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  const first = at("/october");
  ask.put("/october");
  expect(at("/october")).toBe(first);
  first.fail(new Error("The store does not answer."));
  await taken();
  expect(ask.now.value).toEqual({ state: "failed", failure: "The store does not answer." });
  ask.again();
  at("/october").answer("October");
  await taken();
  expect(ask.now.value.answer).toBe("October");
});

test("a refusal says every field", async () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  const problems = [{ field: "from", found: "x", expected: "a day, yyyy-mm-dd" }];
  at("/october").fail(Object.assign(new Error("Not a question."), { problems }));
  await taken();
  expect(ask.now.value.failure).toBe("Not a question. from: a day, yyyy-mm-dd.");
});

test("cancelled, nothing is shown as an answer, not even the one before; late answers are dropped", async () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  at("/october").answer("October");
  await taken();
  ask.put("/november");
  ask.cancel();
  expect(at("/november").until.aborted).toBe(true);
  at("/november").answer("November");
  await taken();
  expect(ask.now.value).toEqual({ state: "cancelled" });
});

test("nothing to ask ends what was asked", () => {
  const { ask, at } = slowApi();
  ask.put("/october");
  ask.put(undefined);
  expect(at("/october").until.aborted).toBe(true);
  expect(ask.now.value).toEqual({ state: "idle" });
});
