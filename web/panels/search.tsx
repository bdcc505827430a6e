import { useSignal } from "@preact/signals";
import type { LightPage } from "../../contract/api.ts";
import type { Cancel } from "../../contract/clock.ts";
import { get, query } from "../api.ts";
import { systemClock } from "../page-clock.ts";
import { estate, openLight, pickLights } from "../state.ts";

interface Hit {
  readonly key: string;
  readonly title: string;
  readonly kind: string;
  readonly open: () => void;
}

/** Pause in typing before asking, ms. */
const typingMs = 150;
const hitsMax = 6;

let cancelAsk: Cancel = () => {};

/** One box for columns, streets and areas; a combobox with a list. */
export function Search() {
  const text = useSignal("");
  const hits = useSignal<readonly Hit[]>([]);
  const active = useSignal(0);

  const close = (): void => {
    hits.value = [];
    text.value = "";
  };
  const choose = (hit: Hit | undefined): void => {
    hit?.open();
    close();
  };
  const type = (next: string): void => {
    text.value = next;
    active.value = 0;
    cancelAsk();
    if (next.trim().length < 2) {
      hits.value = [];
      return;
    }
    cancelAsk = systemClock.after(typingMs, "search", () => {
      void find(next.trim()).then((found) => {
        if (text.value === next) hits.value = found;
      });
    });
  };
  const key = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) active.value = (active.value + step + hits.value.length) % Math.max(1, hits.value.length);
    else if (event.key === "Enter") choose(hits.value[active.value]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <search class="search">
      <input
        id="search"
        type="text"
        role="combobox"
        aria-label="Search column, street or area"
        aria-expanded={hits.value.length > 0}
        aria-controls="search-hits"
        aria-activedescendant={hits.value.length > 0 ? `search-hit-${active.value}` : undefined}
        autocomplete="off"
        placeholder="Search column, street, area"
        value={text.value}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={key}
        onBlur={() => {
          hits.value = [];
        }}
      />
      <div id="search-hits" role="listbox" aria-label="Found" hidden={hits.value.length === 0}>
        {hits.value.map((hit, i) => (
          <div
            key={hit.key}
            id={`search-hit-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active.value}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(hit);
            }}
          >
            <span>{hit.title}</span> <small>{hit.kind}</small>
          </div>
        ))}
      </div>
    </search>
  );
}

async function find(text: string): Promise<readonly Hit[]> {
  const lower = text.toLowerCase();
  const named = (by: "street" | "area", all: readonly { name: string; lights: number }[]): Hit[] =>
    all
      .filter((item) => item.name.toLowerCase().includes(lower))
      .slice(0, hitsMax)
      .map((item) => ({ key: `${by}:${item.name}`, title: item.name, kind: `${by}, ${item.lights} lights`, open: () => pickLights({ by, name: item.name }) }));
  const town = estate.value;
  const page = await get<LightPage>(`/lights${query({ q: text, limit: hitsMax, sort: "column" })}`).catch(() => undefined);
  const found = (page?.lights ?? []).map((light) => ({
    key: light.id,
    title: light.column,
    kind: light.street,
    open: () => openLight(light.id),
  }));
  return [...named("street", town?.streets ?? []), ...named("area", town?.areas ?? []), ...found].slice(0, 2 * hitsMax);
}
