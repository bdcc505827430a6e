/**
 * A part for tests of the supervisor. Says on its standard error what it is told; its first argument is how it
 * behaves. On SIGUSR2 it asks for what a controller may ask for.
 */
const [behaviour = "obedient"] = process.argv.slice(2);
const tell = (line: string): void => console.error(line);

if (behaviour === "misconfigured") {
  tell("port 1883 is in use: choose another");
  process.exit(78);
}
process.on("message", (message) => tell(`heard ${JSON.stringify(message)}`));
process.on("SIGTERM", () => {
  tell("asked to end");
  if (behaviour !== "stubborn") process.exit(0);
});
// Holds the process open, as a server would.
setInterval(() => {}, 60_000);
process.on("SIGUSR2", () => {
  process.send?.({ type: "set-clock", setting: { systemMs: 1, shownMs: 2, speed: 0 } });
  process.send?.({ type: "fault", command: { lights: ["a1"], fault: "lamp-out", on: true } });
  process.send?.({ type: "nonsense" });
});
if (behaviour === "ready") process.send?.({ type: "ready", part: "controller", detail: "http://127.0.0.1:8080" });
console.log("only for the curious");
tell(`started pid=${process.pid} clock=${process.env.LEERIE_CLOCK ?? "real"}`);
