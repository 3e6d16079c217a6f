import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import type { ResponseOf } from "../api/client";
import { type Progress, Status } from "../ui/Status";
import type { Choice } from "./spec";

type LeadStatusName = ResponseOf<"crm.leads.get">["status"];

const statuses: Record<LeadStatusName, { label: MessageDescriptor; progress: Progress }> = {
  new: { label: msg`New`, progress: 0 },
  contacted: { label: msg`Contacted`, progress: 0.33 },
  qualified: { label: msg`Qualified`, progress: 0.67 },
  converted: { label: msg`Converted`, progress: 1 },
  unqualified: { label: msg`Unqualified`, progress: "closed" },
};

export const leadStatuses: readonly Choice[] = Object.entries(statuses).map(([value, { label }]) => ({ value, label }));

export function LeadStatus({ status }: { status: LeadStatusName }) {
  const { i18n } = useLingui();
  const { label, progress } = statuses[status];
  return <Status progress={progress}>{i18n._(label)}</Status>;
}
