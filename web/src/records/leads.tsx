import { msg } from "@lingui/core/macro";
import type { ResponseOf } from "../api/client";
import { LeadStatus, leadStatuses } from "./LeadStatus";
import { Owner } from "./Owner";
import { Time } from "../ui/Time";
import { NumberCell, textCell } from "./cells";
import type { RecordSpec } from "./spec";

type Lead = ResponseOf<"crm.leads.get">;

export const leads: RecordSpec<Lead> = {
  kind: "lead",
  plural: "leads",
  title: msg`Leads`,
  one: msg`Lead`,
  newLabel: msg`New lead`,
  searchLabel: msg`Search leads`,
  empty: {
    what: msg`A lead is somebody who may become a customer: from a form, an event, a list, or a sentence in the chat.`,
    command: msg`add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar`,
  },
  columns: [
    { id: "email", label: msg`Email`, sort: "email", width: 18, rank: 1, cell: (lead) => textCell(lead.email) },
    { id: "company", label: msg`Company`, sort: "company", width: 12, rank: 2, cell: (lead) => textCell(lead.company) },
    { id: "status", label: msg`Status`, sort: "status", width: 11.5, rank: 1, cell: (lead) => <LeadStatus status={lead.status} /> },
    {
      id: "score",
      label: msg`Score`,
      sort: "score",
      align: "end",
      width: 6.5,
      rank: 2,
      cell: (lead) => <NumberCell value={lead.score} />,
    },
    { id: "source", label: msg`Source`, sort: "source", width: 11, rank: 3, cell: (lead) => textCell(lead.source) },
    { id: "owner", label: msg`Owner`, width: 13, rank: 3, cell: (lead) => <Owner id={lead.owner} /> },
    { id: "createdAt", label: msg`Added`, sort: "createdAt", width: 8.5, rank: 3, cell: (lead) => <Time at={lead.createdAt} /> },
  ],
  filters: [
    { id: "status", label: msg`Status`, type: "choice", choices: leadStatuses },
    { id: "owner", label: msg`Owner`, type: "member" },
    { id: "source", label: msg`Source`, type: "contains" },
    { id: "score", label: msg`Score at least`, type: "atLeast" },
  ],
  groups: [
    {
      title: msg`Person`,
      fields: [
        { name: "firstName", label: msg`First name`, control: "text" },
        { name: "lastName", label: msg`Last name`, control: "text" },
        { name: "email", label: msg`Email`, control: "email", wide: true },
        { name: "phone", label: msg`Phone`, control: "tel" },
        { name: "jobTitle", label: msg`Job title`, control: "text" },
        { name: "company", label: msg`Company`, control: "text", wide: true },
      ],
    },
    {
      title: msg`Standing`,
      fields: [
        { name: "status", label: msg`Status`, control: "choice", choices: leadStatuses },
        { name: "score", label: msg`Score`, control: "count" },
        { name: "source", label: msg`Source`, control: "text" },
        { name: "owner", label: msg`Owner`, control: "member" },
        { name: "notes", label: msg`Notes`, control: "notes", wide: true },
      ],
    },
  ],
  subtitle: (lead) => [lead.company, lead.email].filter(Boolean).join(" · "),
};
