import { msg } from "@lingui/core/macro";
import type { ResponseOf } from "../api/client";
import { Time } from "../ui/Time";
import { Owner } from "./Owner";
import { MoneyCell, NumberCell, TagsCell, textCell } from "./cells";
import type { RecordSpec } from "./spec";

type Company = ResponseOf<"crm.companies.get">;

export const companies: RecordSpec<Company> = {
  kind: "company",
  plural: "companies",
  title: msg`Companies`,
  one: msg`Company`,
  newLabel: msg`New company`,
  searchLabel: msg`Search companies`,
  empty: {
    what: msg`A company is an organisation that people work for. Contacts belong to it, and it may belong to another.`,
    command: msg`add a company named Northwind with domain northwind.io`,
  },
  columns: [
    { id: "domain", label: msg`Domain`, sort: "domain", width: 13, rank: 1, cell: (company) => textCell(company.domain) },
    { id: "industry", label: msg`Industry`, sort: "industry", width: 13, rank: 1, cell: (company) => textCell(company.industry) },
    {
      id: "employees",
      label: msg`Employees`,
      sort: "employees",
      align: "end",
      width: 9,
      rank: 2,
      cell: (company) => <NumberCell value={company.employees} />,
    },
    {
      id: "annualRevenue",
      label: msg`Annual revenue`,
      align: "end",
      width: 13,
      rank: 2,
      cell: (company) => <MoneyCell value={company.annualRevenue} />,
    },
    { id: "tags", label: msg`Tags`, width: 12, rank: 3, cell: (company) => <TagsCell tags={company.tags} /> },
    { id: "owner", label: msg`Owner`, width: 13.5, rank: 3, cell: (company) => <Owner id={company.owner} /> },
    { id: "createdAt", label: msg`Added`, sort: "createdAt", width: 7.5, rank: 3, cell: (company) => <Time at={company.createdAt} /> },
  ],
  filters: [
    { id: "industry", label: msg`Industry`, type: "contains" },
    { id: "owner", label: msg`Owner`, type: "member" },
    { id: "tags", label: msg`Tag`, type: "tag" },
    { id: "employees", label: msg`Employees at least`, type: "atLeast" },
  ],
  groups: [
    {
      title: msg`Company`,
      fields: [
        { name: "name", label: msg`Name`, control: "text", required: true, wide: true },
        { name: "domain", label: msg`Domain`, control: "text" },
        { name: "industry", label: msg`Industry`, control: "text" },
        { name: "employees", label: msg`Employees`, control: "count" },
        { name: "annualRevenue", label: msg`Annual revenue`, control: "money" },
        { name: "linkedinUrl", label: msg`LinkedIn`, control: "url", wide: true },
        { name: "parentId", label: msg`Belongs to`, control: "company", wide: true },
      ],
    },
    {
      title: msg`Address`,
      fields: [
        { name: "address.street", label: msg`Street`, control: "text", wide: true },
        { name: "address.postalCode", label: msg`Postal code`, control: "text" },
        { name: "address.city", label: msg`City`, control: "text" },
        { name: "address.region", label: msg`Region`, control: "text" },
        { name: "address.country", label: msg`Country`, control: "text" },
      ],
    },
    {
      title: msg`Standing`,
      fields: [
        { name: "owner", label: msg`Owner`, control: "member", wide: true },
        { name: "tags", label: msg`Tags`, control: "tags", hint: msg`Commas between`, wide: true },
        { name: "notes", label: msg`Notes`, control: "notes", wide: true },
      ],
    },
  ],
  subtitle: (company) => [company.domain, company.industry].filter(Boolean).join(" · "),
};
