import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { errorFields } from "./preview-state.ts";

interface FieldProps<T> {
  /** Where it is in the body: a finding of that place brings the focus here. */
  readonly field: string;
  readonly label: string;
  /** The label is for screen readers only: a table's heading says it to the others. */
  readonly bare?: boolean;
  readonly value: T;
  readonly set: (value: T) => void;
}

const marks = (field: string) => ({ "data-field": field, "aria-invalid": errorFields.value.has(field) || undefined });

function Labelled({ label, bare, children }: { label: string; bare: boolean | undefined; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children.
    <label class={bare ? "bare" : "field"}>
      <span class={bare ? "unseen" : ""}>{label}</span>
      {children}
    </label>
  );
}

/**
 * What is being typed stays while answers of the controller draw the form again; it ends when it is taken or the field is left. Without
 * it a preview that arrives in the middle of a word would put back the value before.
 */
function useTyping(value: string) {
  const typed = useSignal<string | undefined>(undefined);
  const end = (): void => {
    typed.value = undefined;
  };
  const keep = (event: { readonly currentTarget: HTMLInputElement }): void => {
    typed.value = event.currentTarget.value;
  };
  return { end, attributes: { value: typed.value ?? value, "data-held": value, onInput: keep, onBlur: end } };
}

export interface TextFieldProps extends FieldProps<string> {
  readonly type?: "text" | "date";
  readonly placeholder?: string;
  readonly list?: string;
}

/** Changes are taken when the field is left or Enter is pressed: a half-typed value is nobody's wish. */
export function TextField({ field, label, bare, value, set, type = "text", placeholder, list }: TextFieldProps) {
  const { end, attributes } = useTyping(value);
  return (
    <Labelled label={label} bare={bare}>
      <input
        {...marks(field)}
        {...attributes}
        type={type}
        placeholder={placeholder}
        list={list}
        autocomplete="off"
        maxLength={200}
        onChange={(event) => {
          set(event.currentTarget.value.trim());
          end();
        }}
      />
    </Labelled>
  );
}

export interface NumberFieldProps<T> extends FieldProps<T> {
  readonly min: number;
  readonly max: number;
  readonly step?: number | "any";
  readonly placeholder?: string;
}

/** What is no number leaves the value as it was. */
export function NumberField(props: NumberFieldProps<number>) {
  const { set, ...rest } = props;
  return <OptionalNumberField {...rest} set={(value) => value !== undefined && set(value)} keeps />;
}

/** Empty means absent. */
export function OptionalNumberField(props: NumberFieldProps<number | undefined> & { readonly keeps?: boolean }) {
  const { field, label, bare, value, set, min, max, step = 1, placeholder, keeps = false } = props;
  const { end, attributes } = useTyping(String(value ?? ""));
  return (
    <Labelled label={label} bare={bare}>
      <input
        {...marks(field)}
        {...attributes}
        type="number"
        inputMode="decimal"
        min={min}
        max={max}
        step={step}
        placeholder={placeholder}
        onChange={(event) => {
          const input = event.currentTarget;
          if (!Number.isNaN(input.valueAsNumber)) set(input.valueAsNumber);
          else if (keeps) input.value = String(value ?? "");
          else set(undefined);
          end();
        }}
      />
    </Labelled>
  );
}

export interface ChoiceFieldProps extends FieldProps<string> {
  readonly options: readonly (readonly [value: string, name: string])[];
}

export function ChoiceField({ field, label, bare, value, set, options }: ChoiceFieldProps) {
  // A value that is no option, a profile that is gone, is shown as it is, not as another.
  const known = options.some(([option]) => option === value);
  return (
    <Labelled label={label} bare={bare}>
      <select {...marks(field)} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {!known && <option value={value}>{value === "" ? "Choose…" : `${value} (unknown)`}</option>}
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

export interface ManyFieldProps {
  readonly field: string;
  readonly legend: string;
  readonly value: readonly string[];
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly set: (value: string[]) => void;
}

/** Some of a few. The order is that of the options. */
export function ManyField({ field, legend, value, options, set }: ManyFieldProps) {
  const all = [...options, ...value.filter((item) => !options.some(([option]) => option === item)).map((item) => [item, `${item} (unknown)`] as const)];
  const toggled = (option: string, on: boolean): string[] => all.map(([item]) => item).filter((item) => (item === option ? on : value.includes(item)));
  return (
    <fieldset class="many">
      <legend>{legend}</legend>
      {all.map(([option, text], i) => (
        <label key={option} class="choice">
          <input
            type="checkbox"
            {...(i === 0 ? marks(field) : {})}
            checked={value.includes(option)}
            onChange={(event) => set(toggled(option, event.currentTarget.checked))}
          />{" "}
          {text}
        </label>
      ))}
      {all.length === 0 && <span class="quiet-text">None to choose from.</span>}
    </fieldset>
  );
}
