import fc from "fast-check";
import { expect, test } from "vitest";
import { BatchPacker, batchBytesMax, FrameReader, frameBytesMax, textFrame, unpackBatch } from "#contract/handover";

const message = fc.record({
  topic: fc.stringMatching(/^[a-z0-9/]{1,80}$/),
  payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 60, unit: "grapheme" })),
});

test("what is packed on one side comes out on the other, however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(message, { maxLength: 6 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
      (batches, cuts) => {
        const packer = new BatchPacker();
        const stream = Buffer.concat(
          batches.map((batch) => {
            for (const { topic, payload } of batch) packer.add(topic, payload);
            return packer.take();
          }),
        );
        const reader = new FrameReader();
        const out: unknown[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const chunk = stream.subarray(at, at + (cuts[i % cuts.length] ?? 1));
          at += chunk.length;
          reader.push(chunk, (kind, body) => {
            expect(kind).toBe("batch");
            out.push(unpackBatch(body).map(({ topic, payload }) => [topic, Buffer.from(payload).toString("hex")]));
          });
        }
        expect(out).toEqual(batches.map((batch) => batch.map(({ topic, payload }) => [topic, Buffer.from(payload).toString("hex")])));
      },
    ),
    { numRuns: 100 },
  );
});

test("a packer says when a batch is full, before a frame could be too long", () => {
  const packer = new BatchPacker();
  const payload = Buffer.alloc(16 * 1024);
  let messages = 1;
  while (!packer.add("leerie/v1/a/b/b/up/report", payload)) messages++;
  expect(packer.messages).toBe(messages);
  const frame = packer.take();
  expect(frame.length).toBeGreaterThanOrEqual(batchBytesMax);
  expect(frame.length).toBeLessThan(frameBytesMax);
  expect(packer.messages).toBe(0);
});

test("a text frame carries its text", () => {
  const seen: string[] = [];
  new FrameReader().push(textFrame("stats", '{"ä":1}'), (kind, body) => seen.push(kind, body.toString()));
  expect(seen).toEqual(["stats", '{"ä":1}']);
});

test.each([
  ["a length beyond any frame", Buffer.from([0xff, 0xff, 0xff, 0xff, 1])],
  ["a length of nothing", Buffer.from([0, 0, 0, 0, 1])],
  ["an unknown kind", Buffer.from([0, 0, 0, 1, 9])],
])("%s is refused, not waited for", (_what, bytes) => {
  expect(() => new FrameReader().push(bytes, () => {})).toThrow(RangeError);
});

test("a batch whose lengths don't add up is refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      try {
        for (const { payload } of unpackBatch(Buffer.from(bytes))) expect(payload.length).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
