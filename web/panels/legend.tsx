import { useComputed } from "@preact/signals";
import * as format from "../format.ts";
import { address, go, revision, store, viewBox } from "../state.ts";
import { type LightClass, lightClasses } from "../store/light-class.ts";
import { Glyph } from "./glyph.tsx";

/** The legend is the filter: a tick shows a class on the map. Counts are live, for the estate and for the view. */
export function Legend() {
  const inView = useComputed(() => {
    revision.value;
    return viewBox.value && store.value ? store.value.countIn(viewBox.value) : undefined;
  });
  revision.value;
  const counts = store.value?.classCounts;
  return (
    <details class="legend" open={matchMedia("(min-width: 721px)").matches}>
      <summary>
        <h2>Lights by state</h2>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Show</span>
            </th>
            <th scope="col">In view</th>
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {lightClasses.map((item, at) => (
            <Row key={item.id} item={item} all={counts?.[at]} view={inView.value?.[at]} />
          ))}
        </tbody>
      </table>
      <div class="row-actions">
        <button type="button" class="quiet" onClick={() => go({ hidden: lightClasses.filter((item) => !item.fault).map((item) => item.id) })}>
          Only faults
        </button>
        <button type="button" class="quiet" disabled={address.value.hidden.length === 0} onClick={() => go({ hidden: [] })}>
          Show all
        </button>
      </div>
      <p class="hint">
        Size and brightness of a light show its level. Zoomed out, squares are grey by number of lights and coloured where unusually many are faulty.
      </p>
    </details>
  );
}

function Row(props: { item: LightClass; all: number | undefined; view: number | undefined }) {
  const { item, all, view } = props;
  const shown = !address.value.hidden.includes(item.id);
  const toggle = (): void => go({ hidden: shown ? [...address.value.hidden, item.id] : address.value.hidden.filter((id) => id !== item.id) });
  const text = (value: number | undefined): string => (value === undefined ? "–" : format.count(value));
  return (
    <tr class={`${item.fault && (all ?? 0) > 0 ? "abnormal" : ""}${shown ? "" : " off"}`}>
      <th scope="row">
        <label title={item.meaning}>
          <input type="checkbox" checked={shown} onChange={toggle} />
          <Glyph of={item} />
          <span>{item.label}</span>
        </label>
      </th>
      <td>{text(view)}</td>
      <td>{text(all)}</td>
    </tr>
  );
}
