import type { Cancel } from "../../contract/clock.ts";
import { conditions } from "../../contract/live.ts";
import { systemClock } from "../page-clock.ts";
import { address, estate, go, viewBox } from "../state.ts";
import { classOfName, lightClasses } from "../store/light-class.ts";
import { bboxOf } from "../store/region.ts";

/** Pause in typing before the list is asked for again, ms. */
const typingMs = 200;

let cancelType: Cancel = () => {};

function change(part: Readonly<Record<string, string>>): void {
  const next = Object.entries({ ...address.value.list, ...part }).filter(([, value]) => value !== "");
  go({ list: Object.fromEntries(next) });
}

const faults = [...new Set(lightClasses.filter((item) => item.fault).map((item) => item.condition))].join(",");

/** Filters of the list, all of them in the link. */
export function ListFilter() {
  const { list } = address.value;
  const several = list.condition?.includes(",") && list.condition !== faults;
  const type = (text: string): void => {
    cancelType();
    cancelType = systemClock.after(typingMs, "filter text", () => change({ q: text.trim() }));
  };
  return (
    <form class="filter" onSubmit={(event) => event.preventDefault()} aria-label="Filter the list">
      <label class="field">
        <span>Text</span>
        <input type="search" placeholder="Column, street or area" value={list.q ?? ""} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>Area</span>
        <select value={list.area ?? ""} onChange={(event) => change({ area: event.currentTarget.value })}>
          <option value="">All areas</option>
          {estate.value?.areas.map((area) => (
            <option key={area.name} value={area.name}>
              {area.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Street</span>
        <select value={list.street ?? ""} onChange={(event) => change({ street: event.currentTarget.value })}>
          <option value="">All streets</option>
          {estate.value?.streets.map((street) => (
            <option key={street.name} value={street.name}>
              {street.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>State</span>
        <select value={list.condition ?? ""} onChange={(event) => change({ condition: event.currentTarget.value })}>
          <option value="">All states</option>
          <option value={faults}>All faults</option>
          {several && <option value={list.condition}>Several states</option>}
          {conditions.map((name) => (
            <option key={name} value={name}>
              {name === "normal" ? "As expected" : classOfName(name).label}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={Boolean(list.bbox)}
          disabled={!viewBox.value}
          onChange={(event) => change({ bbox: event.currentTarget.checked && viewBox.value ? bboxOf(viewBox.value) : "" })}
        />{" "}
        Only in the map’s view
      </label>
    </form>
  );
}
