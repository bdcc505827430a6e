import { effect, signal } from "@preact/signals";
import { address, go } from "./state.ts";
import { type Theme, themes } from "./store/address.ts";

const key = "leerie.theme";
const darkQuery = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(darkQuery.matches);

/** The theme in force now. */
export const shownTheme = signal<"dark" | "light">("dark");

/** Follows, in this order: the link, what was chosen on this machine, the system. */
export function startTheme(): void {
  darkQuery.addEventListener("change", () => {
    systemDark.value = darkQuery.matches;
  });
  effect(() => {
    const chosen = chosenTheme();
    const theme = chosen === "auto" ? (systemDark.value ? "dark" : "light") : chosen;
    // The tokens first: who follows the signal reads colours from them.
    document.documentElement.dataset.theme = theme;
    shownTheme.value = theme;
  });
}

/** The other of the two themes, kept on this machine and in the link. */
export function toggleTheme(): void {
  const theme = shownTheme.value === "dark" ? "light" : "dark";
  localStorage.setItem(key, theme);
  go({ theme });
}

const chosenTheme = (): Theme => address.value.theme ?? themes.find((name) => name === localStorage.getItem(key)) ?? "auto";
