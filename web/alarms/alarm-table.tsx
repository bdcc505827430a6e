import { type Signal, useComputed, useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AlarmList, CauseKind, Priority } from "../../contract/alarms.ts";
import * as format from "../format.ts";
import { AlarmRow } from "./alarm-row.tsx";
import { alarmsShown, listNow } from "./feed.ts";
import { listNames, ofPriorities } from "./place.ts";
import { arrange, noRows, type Row, type Rows } from "./rows.ts";
import { causesWords } from "./words.ts";
import { inWindow, rowsNow, ticked } from "./work.ts";

/** The list: unacknowledged first, then by priority, then by time, as the controller orders it. */
export function AlarmTable({ list, priorities }: { list: AlarmList; priorities: readonly Priority[] }) {
  const scroll = useRef<HTMLElement>(null);
  const hold = useHold();
  const { rows, fresh, isByCause } = useRows(list, priorities, hold.isHeld.value);
  useWindow(scroll, rows);
  const showFresh = (): void => {
    scroll.current?.scrollTo({ top: 0 });
    hold.letGo();
  };
  return (
    <>
      {fresh.length > 0 && (
        <button type="button" class="fresh" onClick={showFresh}>
          {fresh.length} new{fresh.some(({ priority }) => priority === 1) ? ", ▲ priority 1 among them" : ""}: show
        </button>
      )}
      <section
        class="alarm-scroll"
        ref={scroll}
        aria-label={`${listNames[listNow.value]} alarms`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
        tabIndex={0}
        {...hold.events}
      >
        {rows.length === 0 ? <Empty list={list} priorities={priorities} /> : <Table rows={rows} isByCause={isByCause} />}
        {list.alarms.length >= alarmsShown && (
          <p class="hint">The first {format.count(alarmsShown)} are shown. Answer or shelve some, and the others follow.</p>
        )}
      </section>
    </>
  );
}

/** Someone points at a row, has the focus in one, or has scrolled: rows may not move then. */
function useHold() {
  const isPointed = useSignal(false);
  const isFocused = useSignal(false);
  const isScrolled = useSignal(false);
  const isHeld = useComputed(() => isPointed.value || isFocused.value || isScrolled.value);
  const set = (what: Signal<boolean>, value: boolean) => (): void => {
    what.value = value;
  };
  return {
    isHeld,
    letGo: () => {
      for (const what of [isPointed, isFocused, isScrolled]) what.value = false;
    },
    events: {
      onPointerEnter: set(isPointed, true),
      onPointerMove: set(isPointed, true),
      onPointerLeave: set(isPointed, false),
      // Only a focus that a person sees: a press with the mouse leaves one behind, and the list would be held for ever.
      onFocusCapture: (event: FocusEvent) => {
        isFocused.value = event.target instanceof Element && event.target.matches(":focus-visible");
      },
      onBlurCapture: set(isFocused, false),
      onScroll: (event: { currentTarget: HTMLElement }) => {
        isScrolled.value = event.currentTarget.scrollTop > 0;
      },
    },
  };
}

function useRows(list: AlarmList, priorities: readonly Priority[], isHeld: boolean): Rows {
  const before = useRef(noRows);
  const next = arrange(before.current, ofPriorities(list.alarms, priorities), { isHeld, isFlood: list.flood !== undefined });
  before.current = next;
  useEffect(() => {
    rowsNow.value = next;
    // What has left the list cannot be acted on unseen.
    const present = new Set(next.rows.filter(({ isGone }) => !isGone).map(({ alarm }) => alarm.id));
    const kept = [...ticked.peek()].filter((id) => present.has(id));
    if (kept.length !== ticked.peek().size) ticked.value = new Set(kept);
  }, [list, isHeld]);
  return next;
}

/** Notes which rows are within the window of the list. */
function useWindow(scroll: { current: HTMLElement | null }, rows: readonly Row[]): void {
  const ids = rows.map(({ alarm }) => alarm.id).join(" ");
  useEffect(() => {
    const root = scroll.current;
    if (!root) return;
    inWindow.value = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        const next = new Set(inWindow.peek());
        for (const { target, isIntersecting } of entries) {
          const id = target.id.slice("alarm-".length);
          if (isIntersecting) next.add(id);
          else next.delete(id);
        }
        inWindow.value = next;
      },
      // Half a row is seen; a sliver is not.
      { root, threshold: 0.5 },
    );
    for (const row of root.querySelectorAll("tr[id]")) observer.observe(row);
    return () => observer.disconnect();
  }, [ids]);
}

function Empty({ list, priorities }: { list: AlarmList; priorities: readonly Priority[] }) {
  if (priorities.length > 0 && list.alarms.length > 0) return <p class="empty">No alarm of these priorities in this list.</p>;
  return listNow.value === "active" ? (
    <p class="empty">No alarms. Nothing needs a person now; faults that can wait are work, and stand in the list of lights.</p>
  ) : (
    <p class="empty">No alarm is in this list.</p>
  );
}

function Table({ rows, isByCause }: { rows: readonly Row[]; isByCause: boolean }) {
  const groups: [CauseKind | undefined, readonly Row[]][] = isByCause ? [...Map.groupBy(rows, ({ alarm }) => alarm.incident.cause)] : [[undefined, rows]];
  return (
    <table class="alarm-table">
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Tick</span>
          </th>
          <th scope="col">Priority</th>
          <th scope="col">Time</th>
          <th scope="col">What and where</th>
          <th scope="col" class="number">
            Lights
          </th>
          <th scope="col">State, owner</th>
          <th scope="col">Clock</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(([cause, members]) => (
          <Fragment key={cause ?? "all"}>
            {cause && (
              <tr class="cause">
                <th colSpan={7} scope="rowgroup">
                  {causesWords[cause]}: {format.count(members.length)}
                </th>
              </tr>
            )}
            {members.map((row) => (
              <AlarmRow key={row.alarm.id} row={row} />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
