/** Programs that tests run for real and that come as Debian packages. A test that needs one stops with a clear message; none is skipped. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Where each package puts what a test uses: quicker to ask than the package database, and true on other systems as well. */
const proofs: Readonly<Record<string, readonly string[]>> = {
  curl: ["/usr/bin/curl"],
  chromium: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  influxdb: ["/usr/bin/influxd", "/usr/local/bin/influxd"],
  mosquitto: ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"],
  "mosquitto-clients": ["/usr/bin/mosquitto_pub", "/usr/local/bin/mosquitto_pub"],
  "fonts-dejavu-core": ["/usr/share/fonts/truetype/dejavu"],
  "fonts-liberation": ["/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2"],
};

/** All that the tests of this project use. */
export const allPackages: readonly string[] = Object.keys(proofs);

/**
 * Makes sure that Debian packages are installed: installs what is missing when run as root, else throws one message that names the
 * packages and the command. Their services are not started: each test runs its own server on its own port.
 */
export function requirePackages(names: readonly string[]): void {
  const missing = names.filter((name) => !isThere(name));
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0) throw new Error(`The tests need these Debian packages: ${missing.join(", ")}. Install them with: sudo ${command}`);
  console.error(`Installing what the tests need: ${missing.join(", ")} …`);
  withoutServices(() => {
    if (install(missing).status === 0) return;
    // Package lists are missing or old on a new machine.
    apt(["update"]);
    const second = install(missing);
    if (second.status !== 0) throw new Error(`${command}\nfailed with:\n${second.text}`);
  });
  const still = missing.filter((name) => !isThere(name));
  if (still.length > 0)
    throw new Error(`Installed, yet not found where expected: ${still.map((name) => `${name} (${proofs[name]?.join(" or ")})`).join(", ")}`);
}

function isThere(name: string): boolean {
  const paths = proofs[name];
  if (!paths) throw new Error(`No test uses the package ${name}; known are ${allPackages.join(", ")}`);
  return paths.some((path) => existsSync(path));
}

const install = (names: readonly string[]) => apt(["install", "-y", "--no-install-recommends", ...names]);

/** Waits its turn: another set-up may hold the package database for minutes. */
const lockWaitS = 500;

function apt(args: readonly string[]): { readonly status: number | null; readonly text: string } {
  const run = spawnSync("apt-get", ["-o", `DPkg::Lock::Timeout=${lockWaitS}`, "-q", ...args], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return { status: run.status, text: run.error ? run.error.message : `${run.stdout}${run.stderr}`.trim().split("\n").slice(-15).join("\n") };
}

/** Debian's own way to install a server without starting it: a policy that forbids it while the installation lasts. */
function withoutServices(act: () => void): void {
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    act();
  } finally {
    if (ours) rmSync(policy);
  }
}
