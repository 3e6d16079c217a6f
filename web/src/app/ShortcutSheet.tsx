import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useStore } from "../ui/store";
import { closeOverlay } from "./commandState";
import { Dialog } from "./Dialog";
import { singleKeysStore } from "./useKeys";

/** Every shortcut, and the switch that turns those of a single letter off (WCAG 2.1.4). */
export function ShortcutSheet() {
  const { t } = useLingui();
  const on = useStore(singleKeysStore);
  const groups: { title: string; keys: [keys: string, what: string][] }[] = [
    {
      title: t`Everywhere`,
      keys: [
        ["Ctrl K", t`Command line`],
        ["g h", t`Chat`],
        ["g l", t`Leads`],
        ["g c", t`Contacts`],
        ["g o", t`Companies`],
        ["g w", t`Webhooks`],
        ["g s", t`Settings`],
        ["Ctrl Z", t`Undo the last act`],
        ["?", t`This sheet`],
        ["Esc", t`Close the innermost thing`],
      ],
    },
    {
      title: t`Lists`,
      keys: [
        ["/", t`Search`],
        ["j", t`Next row`],
        ["k", t`Row before`],
        ["Enter", t`Open`],
        ["c", t`Create`],
        ["e", t`Edit`],
        ["x", t`Select`],
        ["#", t`Delete`],
      ],
    },
    {
      title: t`Chat`,
      keys: [
        ["Enter", t`Send`],
        ["Shift Enter", t`New line`],
        ["↑ ↓", t`Earlier commands`],
        ["Esc", t`Stop the answer`],
      ],
    },
  ];
  return (
    <Dialog onClose={() => closeOverlay("shortcuts")} label={t`Keyboard shortcuts`} className="sheet">
      {(close) => (
        <>
          <header className="panel-head">
            <h2>
              <Trans>Keyboard shortcuts</Trans>
            </h2>
            <button type="button" className="button button-ghost button-icon" onClick={close} aria-label={t`Close`}>
              <X size={16} aria-hidden="true" />
            </button>
          </header>
          <div className="sheet-groups">
            {groups.map((group) => (
              <section key={group.title}>
                <h3>{group.title}</h3>
                <dl className="keys">
                  {group.keys.map(([keys, what]) => (
                    <div key={keys + what}>
                      <dt>
                        {keys.split(" ").map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dt>
                      <dd>{what}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
          <label className="menu-item">
            <input type="checkbox" className="checkbox" checked={on} onChange={(event) => singleKeysStore.set(event.target.checked)} />
            <Trans>Shortcuts of a single letter</Trans>
          </label>
        </>
      )}
    </Dialog>
  );
}
