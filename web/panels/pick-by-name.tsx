import { useSignal } from "@preact/signals";
import type { LightPage } from "../../contract/api.ts";
import { get, query } from "../api.ts";
import { draw } from "../keys.ts";
import { estate, pickLights, shown } from "../state.ts";

/** Ways to pick lights by typing: whatever can be drawn can also be said (WCAG 2.5.7). */
export function PickByName() {
  const town = estate.value;
  const by = useSignal<"street" | "group" | "area" | "radius">("street");
  const name = useSignal("");
  const column = useSignal("");
  const radiusM = useSignal(100);
  const problem = useSignal<string | undefined>(undefined);
  // A choice of a thousand streets takes as long to make as the map.
  if (!town || !shown.value) return null;
  const options =
    by.value === "group"
      ? town.groups.map((group) => ({ value: group.id, text: `${group.name} (${group.lights})` }))
      : (by.value === "area" ? town.areas : town.streets).map((item) => ({ value: item.name, text: `${item.name} (${item.lights})` }));

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    problem.value = undefined;
    if (by.value !== "radius") {
      const chosen = name.value || options[0]?.value;
      if (chosen) pickLights({ by: by.value, name: chosen });
      return;
    }
    const page = await get<LightPage>(`/lights${query({ q: column.value, limit: 1, sort: "column" })}`).catch(() => undefined);
    const light = page?.lights[0];
    if (light) pickLights({ by: "radius", centre: { lat: light.lat, lon: light.lon }, radiusM: radiusM.value });
    else problem.value = `No light is called “${column.value}”.`;
  };

  return (
    <section class="block">
      <h3>Pick lights</h3>
      <form class="pick-form" onSubmit={(event) => void submit(event)}>
        <label class="field">
          <span>By</span>
          <select
            value={by.value}
            onChange={(event) => {
              const value = event.currentTarget.value;
              by.value = value === "group" || value === "area" || value === "radius" ? value : "street";
              name.value = "";
            }}
          >
            <option value="street">Street</option>
            <option value="group">Group</option>
            <option value="area">Area</option>
            <option value="radius">Radius around a light</option>
          </select>
        </label>
        {by.value === "radius" ? (
          <>
            <label class="field">
              <span>Column</span>
              <input type="text" autocomplete="off" value={column.value} onInput={(event) => (column.value = event.currentTarget.value)} />
            </label>
            <label class="field">
              <span>Metres</span>
              <input type="number" min="1" max="20000" value={radiusM.value} onInput={(event) => (radiusM.value = event.currentTarget.valueAsNumber || 1)} />
            </label>
          </>
        ) : (
          <label class="field">
            <span>Name</span>
            <select value={name.value || options[0]?.value} onChange={(event) => (name.value = event.currentTarget.value)}>
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.text}
                </option>
              ))}
            </select>
          </label>
        )}
        <div class="row-actions">
          <button type="submit">Pick</button>
          <button type="button" onClick={() => draw("lasso")}>
            Draw a lasso
          </button>
        </div>
        {problem.value && (
          <p class="problem" role="alert">
            {problem.value}
          </p>
        )}
      </form>
    </section>
  );
}
