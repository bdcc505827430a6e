import type { ComponentChildren } from "preact";
import { address, go } from "../state.ts";
import { type Address, writeAddress } from "../store/address.ts";
import { type ReportPlace, writePlace } from "./place.ts";

/** A link within the page; with a modifier the browser opens it elsewhere, as people expect of a link. */
export function PageLink(props: { to: Partial<Address>; current?: boolean; children: ComponentChildren }) {
  const open = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(props.to, "push");
  };
  return (
    <a href={writeAddress({ ...address.value, ...props.to })} aria-current={props.current ? "page" : undefined} onClick={open}>
      {props.children}
    </a>
  );
}

/** A link to a report, or to settlement. */
export function ReportLink(props: { place: ReportPlace; current?: boolean; children: ComponentChildren }) {
  return (
    <PageLink to={{ tab: "reports", report: writePlace(props.place) }} current={props.current ?? false}>
      {props.children}
    </PageLink>
  );
}

/** Where what reports are made with is edited. */
export function DesignLink(props: { kind: "tariffs" | "carbon" | "settlement" | "sections"; children: ComponentChildren }) {
  return <PageLink to={{ tab: "design", design: `${props.kind}/all` }}>{props.children}</PageLink>;
}
