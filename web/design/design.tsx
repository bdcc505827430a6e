import "../style/design.css";
import { useEffect } from "preact/hooks";
import { address } from "../state.ts";
import { loadChoices } from "./choices.ts";
import { DesignList } from "./design-list.tsx";
import { DesignPage } from "./design-page.tsx";
import { kinds } from "./names.ts";
import { failure, loadDesigns, type Name } from "./work.ts";

/** Where engineers make, try, publish and roll back what the lights do at night. */
export function Design() {
  const opened = readName(address.value.design);
  useEffect(() => {
    void loadDesigns();
    void loadChoices();
  }, [address.value.design]);
  return (
    <section class="pane design" aria-labelledby="design-title">
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
      {opened ? <DesignPage key={address.value.design} kind={opened.kind} id={opened.id} /> : <DesignList />}
    </section>
  );
}

function readName(text: string | undefined): Name | undefined {
  const [kindText, id] = (text ?? "").split("/");
  const kind = kinds.find((known) => known === kindText);
  return kind && id ? { kind, id } : undefined;
}
