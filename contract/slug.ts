/**
 * Text → an Id (units.ts): lower case, accents and apostrophes dropped, every other run of characters one hyphen, cut at 63 characters.
 * Empty when nothing is left: the caller says what that means.
 */
export function slug(text: string, charactersMax = 63): string {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, charactersMax)
    .replace(/-$/, "");
}
