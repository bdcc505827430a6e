import { useSignal } from "@preact/signals";
import type { LightPage } from "../../contract/api.ts";
import type { Groups } from "../../contract/design.ts";
import { slug } from "../../contract/slug.ts";
import { get, query } from "../api.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { groupOptions, groups, published, streetNames } from "./choices.ts";
import { ChoiceField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { groupRows, withCalendar } from "./group-tree.ts";
import { removed } from "./rows.ts";
import { failureWords } from "./work.ts";

/** The tree of groups, each with its calendar and where it comes from. */
export function GroupsForm({ body, edit }: FormProps<Groups>) {
  const rows = groupRows(groups.value ?? [], body);
  const calendars = published("calendar");
  const nameOf = (id: string): string => calendars.find(([known]) => known === id)?.[1] ?? id;
  const asAbove = (inherited: (typeof rows)[number]["inherited"]): string =>
    inherited ? `${nameOf(inherited.calendar)}, from ${inherited.from}` : "none: by the light’s regime";
  if (!groups.value) return <p class="pane-wait">Loading the groups…</p>;
  return (
    <>
      {calendars.length === 0 && <p class="hint">No calendar is published yet. Make one first; then give it to groups here.</p>}
      <ScrollRegion name="Table of groups">
        <table class="plain rows tree">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Lights</th>
              <th scope="col">Calendar</th>
              <th scope="col">
                <span class="unseen">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row" data-depth={Math.min(row.depth, 4)}>
                  {row.name} {row.madeAt !== undefined && <span class="tag">made</span>}
                </th>
                <td class="number">{format.count(row.lights)}</td>
                <td>
                  <ChoiceField
                    bare
                    field={`calendars.${body.calendars.findIndex(({ group }) => group === row.id)}.calendar`}
                    label={`Calendar of ${row.name}`}
                    value={row.own ?? ""}
                    options={[["", `As above (${asAbove(row.inherited)})`], ...calendars]}
                    set={(calendar) => edit(withCalendar(body, row.id, calendar), `calendar of ${row.id}`)}
                  />
                </td>
                <td>
                  {row.madeAt !== undefined && (
                    <button
                      type="button"
                      class="icon quiet"
                      aria-label={`Remove ${row.name}`}
                      onClick={() => edit({ ...withCalendar(body, row.id, ""), made: removed(body.made, row.madeAt ?? -1) })}
                    >
                      ×
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <MakeGroup body={body} edit={edit} />
    </>
  );
}

/** The API's largest page. */
const pageLights = 1_000;

/** Makes a group of the lights of streets, as they are now. */
function MakeGroup({ body, edit }: FormProps<Groups>) {
  const form = useSignal({ name: "", parent: "all", streets: "" });
  const said = useSignal<string | undefined>(undefined);
  const set = (change: Partial<typeof form.value>): void => {
    form.value = { ...form.value, ...change };
  };
  const make = async (): Promise<void> => {
    const { name, parent, streets } = form.value;
    const id = slug(name);
    const problem = problemOf(name, id, body, streets);
    said.value = problem;
    if (problem) return;
    try {
      const found = await Promise.all(namesIn(streets).map((street) => lightsOf(street)));
      const lights = [...new Set(found.flat())];
      if (lights.length === 0) said.value = "No light is on these streets. Write them as the list of lights does.";
      else {
        edit({ ...body, made: [...body.made, { id, name: name.trim(), parent, lights }] });
        said.value = `${name.trim()}: ${format.lights(lights.length)}.`;
        form.value = { name: "", parent: "all", streets: "" };
      }
    } catch (failure) {
      said.value = failureWords(failure);
    }
  };
  return (
    <fieldset class="part">
      <legend>Make a group of streets</legend>
      <div class="fields">
        <label class="field">
          <span>Name</span>
          <input type="text" maxLength={80} value={form.value.name} onInput={(event) => set({ name: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>Below</span>
          <select value={form.value.parent} onChange={(event) => set({ parent: event.currentTarget.value })}>
            {groupOptions.value.map(([id, text]) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Streets, by comma</span>
          <input type="text" list="street-names" value={form.value.streets} onInput={(event) => set({ streets: event.currentTarget.value })} />
        </label>
        <datalist id="street-names">
          {streetNames.value.map((street) => (
            <option key={street} value={street} />
          ))}
        </datalist>
      </div>
      <button type="button" onClick={() => void make()}>
        Make the group
      </button>{" "}
      <span role="status">{said.value}</span>
    </fieldset>
  );
}

export const namesIn = (text: string): string[] => text.split(",").flatMap((part) => part.trim() || []);

function problemOf(name: string, id: string, body: Groups, streets: string): string | undefined {
  if (name.trim() === "" || id === "") return "Give the group a name.";
  if (body.made.some((group) => group.id === id) || groupOptions.value.some(([known]) => known === id)) return `There is already a group “${id}”.`;
  return namesIn(streets).length === 0 ? "Name at least one street." : undefined;
}

async function lightsOf(street: string): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const page = await get<LightPage>(`/lights${query({ street, offset: ids.length, limit: pageLights })}`);
    ids.push(...page.lights.map(({ id }) => id));
    if (page.lights.length === 0 || ids.length >= page.total) return ids;
  }
}
