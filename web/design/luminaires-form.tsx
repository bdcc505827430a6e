import type { Luminaires } from "../../contract/design.ts";
import { ChoiceField, NumberField, OptionalNumberField, TextField } from "./fields.tsx";
import type { FormProps } from "./form.ts";
import { RowTools } from "./row-tools.tsx";
import { replaced } from "./rows.ts";

type LuminaireType = Luminaires["types"][number];
type Power = LuminaireType["power"];
type Curve = Extract<Power, { by: "curve" }>;

/** What types of luminaire give and take; a light has that of its luminaire column in the inventory. */
export function LuminairesForm({ body, edit }: FormProps<Luminaires>) {
  const set = (types: LuminaireType[], field?: string): void => edit({ ...body, types }, field);
  const add = (): void => set([...body.types, { id: "", name: "New type", minLevelPct: 10, power: { by: "minimum", minPowerPct: 14 }, standbyW: 0.5 }]);
  return (
    <>
      <p class="hint">A light has the type of its luminaire column in the inventory; one without a type has the figures of its own row.</p>
      {body.types.length === 0 && <p class="empty">No types yet: all as the inventory has it.</p>}
      {body.types.map((type, i) => (
        <fieldset key={i} class="part">
          <legend>
            Type {i + 1} <RowTools row={`type ${i + 1}`} rows={body.types} at={i} field="types" ordered={false} set={(types) => set(types)} />
          </legend>
          <TypeFields type={type} field={`types.${i}`} set={(next, field) => set(replaced(body.types, i, next), field)} />
        </fieldset>
      ))}
      <button type="button" onClick={add}>
        Add a type
      </button>
    </>
  );
}

interface TypeProps {
  readonly type: LuminaireType;
  readonly field: string;
  readonly set: (next: LuminaireType, field?: string) => void;
}

function TypeFields({ type, field, set }: TypeProps) {
  return (
    <div class="fields">
      <TextField field={`${field}.id`} label="Type in the inventory" value={type.id} set={(id) => set({ ...type, id }, `${field}.id`)} />
      <TextField field={`${field}.name`} label="Name" value={type.name} set={(name) => set({ ...type, name }, `${field}.name`)} />
      <NumberField
        field={`${field}.minLevelPct`}
        label="Minimum level, %"
        value={type.minLevelPct}
        min={0}
        max={99}
        step="any"
        set={(minLevelPct) => set({ ...type, minLevelPct }, `${field}.minLevelPct`)}
      />
      <NumberField
        field={`${field}.standbyW`}
        label="Standby, W"
        value={type.standbyW}
        min={0}
        max={100}
        step="any"
        set={(standbyW) => set({ ...type, standbyW }, `${field}.standbyW`)}
      />
      <CloFields type={type} field={`${field}.clo`} set={set} />
      <ChoiceField
        field={`${field}.power.by`}
        label="Power by"
        value={type.power.by}
        options={[
          ["minimum", "power at the minimum level"],
          ["curve", "measured curve"],
        ]}
        set={(by) => set({ ...type, power: by === "curve" ? blankCurve : { by: "minimum", minPowerPct: 14 } })}
      />
      <PowerFields power={type.power} field={`${field}.power`} set={(power, at) => set({ ...type, power }, at)} />
    </div>
  );
}

const blankCurve: Power = {
  by: "curve",
  points: [
    { levelPct: 10, powerPct: 14 },
    { levelPct: 100, powerPct: 100 },
  ],
};

/** Constant light output: without a loss there is none. */
function CloFields({ type, field, set }: TypeProps) {
  const { clo, ...rest } = type;
  return (
    <>
      <OptionalNumberField
        field={`${field}.lossPctAtEnd`}
        label="Constant light output: loss at the end, %"
        placeholder="none"
        value={clo?.lossPctAtEnd}
        min={0}
        max={90}
        step="any"
        set={(lossPctAtEnd) =>
          set(lossPctAtEnd === undefined ? rest : { ...rest, clo: { by: "driver", lossPctAtEnd, endHours: clo?.endHours ?? 100_000 } }, `${field}.lossPctAtEnd`)
        }
      />
      {clo && (
        <NumberField
          field={`${field}.endHours`}
          label="Rated life, h"
          value={clo.endHours}
          min={1_000}
          max={1_000_000}
          set={(endHours) => set({ ...type, clo: { ...clo, endHours } }, `${field}.endHours`)}
        />
      )}
    </>
  );
}

interface PowerProps<P extends Power> {
  readonly power: P;
  readonly field: string;
  readonly set: (next: Power, field?: string) => void;
}

function PowerFields({ power, field, set }: PowerProps<Power>) {
  if (power.by === "curve") return <CurveField power={power} field={field} set={set} />;
  return (
    <NumberField
      field={`${field}.minPowerPct`}
      label="Power at the minimum, % of rated"
      value={power.minPowerPct}
      min={0}
      max={100}
      step="any"
      set={(minPowerPct) => set({ ...power, minPowerPct }, `${field}.minPowerPct`)}
    />
  );
}

/** "10:14, 50:46, 100:100". What is no number is left for the findings to tell. */
const CurveField = ({ power, field, set }: PowerProps<Curve>) => (
  <TextField
    field={`${field}.points`}
    label="Curve, level %:power % by comma"
    value={power.points.map(({ levelPct, powerPct }) => `${levelPct}:${powerPct}`).join(", ")}
    set={(text) => set({ ...power, points: pointsIn(text) }, `${field}.points`)}
  />
);

const pointsIn = (text: string): Curve["points"] =>
  text
    .split(/[,;]/)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [levelPct = Number.NaN, powerPct = Number.NaN] = part.split(":").map(Number);
      return { levelPct, powerPct };
    });
