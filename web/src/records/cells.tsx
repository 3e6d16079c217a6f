import { useLingui } from "@lingui/react";
import type { ReactNode } from "react";
import { formatMoney, formatNumber } from "../ui/numbers";

const NOTHING = <span className="quiet">–</span>;

export function textCell(value: string | null | undefined): ReactNode {
  return value ? value : NOTHING;
}

export function NumberCell({ value }: { value: number | null }) {
  const { i18n } = useLingui();
  return value === null ? NOTHING : formatNumber(value, i18n.locale);
}

export function MoneyCell({ value }: { value: { amount: number; currency: string } | null }) {
  const { i18n } = useLingui();
  return value === null ? NOTHING : formatMoney(value, i18n.locale);
}

const TAGS_SHOWN = 1;

export function TagsCell({ tags, all = false }: { tags: readonly string[]; all?: boolean }) {
  if (tags.length === 0) return NOTHING;
  const shown = all ? tags : tags.slice(0, TAGS_SHOWN);
  return (
    <span className="tags" title={tags.join(", ")}>
      {shown.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
      {tags.length > shown.length ? <span className="note">+{tags.length - shown.length}</span> : null}
    </span>
  );
}
