import type { DesignKind } from "../../contract/design.ts";
import { later } from "../panels/later.tsx";
import {
  type Body,
  isCalendar,
  isCarbon,
  isDemandRule,
  isGroups,
  isHolidays,
  isLuminaires,
  isObject,
  isProfile,
  isSections,
  isSettlement,
  isTariffs,
} from "./body.ts";
import { CalendarForm } from "./calendar-form.tsx";
import { DemandRuleForm } from "./demand-rule-form.tsx";
import { GroupsForm } from "./groups-form.tsx";
import { HolidaysForm } from "./holidays-form.tsx";
import { LuminairesForm } from "./luminaires-form.tsx";
import { errors } from "./preview-state.ts";
import { ProfileForm } from "./profile-form.tsx";
import { SectionsForm } from "./sections-form.tsx";
import { body, busy, discard, edit, history, isDirty, save, step, undoEdit, view } from "./work.ts";

// Those who price and settle are few: the others need not fetch what they work with.
const TariffsForm = later(async () => (await import("./tariffs-form.tsx")).TariffsForm);
const CarbonForm = later(async () => (await import("./carbon-form.tsx")).CarbonForm);
const SettlementForm = later(async () => (await import("./settlement-form.tsx")).SettlementForm);

/** The form of the draft with what can be done with it. */
export function Editor() {
  const of = view.value;
  const draft = body.value;
  if (!of || !draft) return null;
  const review = async (): Promise<void> => {
    if (!isDirty.value || (await save())) step.value = "review";
  };
  return (
    <section class="editor" aria-label="Draft">
      <h3>Draft</h3>
      <Form kind={of.kind} body={draft} />
      <div class="row-actions">
        <button type="button" class="primary" disabled={busy.value || errors.value.length > 0} onClick={() => void review()}>
          Review and publish…
        </button>
        <button type="button" disabled={busy.value || !isDirty.value} onClick={() => void save()}>
          Save draft
        </button>
        <button type="button" disabled={history.value?.before.length === 0} onClick={undoEdit}>
          Undo <kbd>Ctrl Z</kbd>
        </button>
        <button type="button" class="quiet" disabled={busy.value} onClick={() => void discard()}>
          Give up the draft
        </button>
      </div>
      {errors.value.length > 0 && <p class="hint">Errors must go before it can be published; it can be saved as it is.</p>}
    </section>
  );
}

function Form({ kind, body: shown }: { kind: DesignKind; body: Body }) {
  const set = (next: Body, field?: string): void => edit(next, field);
  switch (kind) {
    case "profile":
      return isProfile(shown) ? <ProfileForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "calendar":
      return isCalendar(shown) ? <CalendarForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "holidays":
      return isHolidays(shown) ? <HolidaysForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "groups":
      return isGroups(shown) ? <GroupsForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "sections":
      return isSections(shown) ? <SectionsForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "luminaires":
      return isLuminaires(shown) ? <LuminairesForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "demand-rule":
      return isDemandRule(shown) ? <DemandRuleForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "tariffs":
      return isTariffs(shown) ? <TariffsForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "carbon":
      return isCarbon(shown) ? <CarbonForm body={shown} edit={set} /> : <RawForm body={shown} />;
    case "settlement":
      return isSettlement(shown) ? <SettlementForm body={shown} edit={set} /> : <RawForm body={shown} />;
  }
}

/** A draft saved by the API in a shape that the form cannot show: as it is, to be mended. */
function RawForm({ body: shown }: { body: Body }) {
  const take = (area: HTMLTextAreaElement): void => {
    try {
      const read: unknown = JSON.parse(area.value);
      area.setCustomValidity(isObject(read) ? "" : "An object is expected.");
      if (isObject(read)) edit(read);
    } catch {
      area.setCustomValidity("This is not JSON.");
    }
    area.reportValidity();
  };
  return (
    <label class="raw">
      <span>This draft has a shape that the form cannot show. Mend it here, as JSON:</span>
      <textarea rows={18} spellcheck={false} value={JSON.stringify(shown, null, 2)} onChange={(event) => take(event.currentTarget)} />
    </label>
  );
}
