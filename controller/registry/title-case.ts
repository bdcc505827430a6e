/** Names that a list shouts, as people write them. */

const small = new Set(["and", "at", "between", "by", "in", "of", "off", "on", "over", "the", "to", "under"]);
const nameLike = /^[\p{L}\p{M}\p{N} '’.,&/()-]+$/u;
const roman = /^(ii|iii|iv|vi|vii|viii|ix)$/;

/**
 * "MILL LANE" → "Mill Lane", "KING HENRY'S ROAD" → "King Henry's Road", "MCNEIL STREET" → "McNeil Street". A name with any lower-case
 * letter is left as it is: somebody chose its spelling. So is what is no name at all, such as a formula.
 */
export function titleCase(name: string): string {
  if (/\p{Ll}/u.test(name) || !/\p{Lu}{2}/u.test(name) || !nameLike.test(name)) return name;
  return name.toLowerCase().replace(/[\p{L}\p{N}'’]+/gu, (word, at: number) => (at > 0 && small.has(word) ? word : capital(word)));
}

function capital(word: string): string {
  // Roman numerals of kings, and house or road numbers such as 12A and A92.
  if (roman.test(word) || /\d/.test(word)) return word.toUpperCase();
  const raise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  const prefix = /^(mc|[od]['’])(?=\p{L}{2})/u.exec(word)?.[0] ?? "";
  return raise(prefix) + raise(word.slice(prefix.length));
}
