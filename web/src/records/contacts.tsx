import { msg } from "@lingui/core/macro";
import type { ResponseOf } from "../api/client";
import { Owner } from "./Owner";
import { TagsCell, textCell } from "./cells";
import type { RecordSpec } from "./spec";

type Contact = ResponseOf<"crm.contacts.get">;

export const contacts: RecordSpec<Contact> = {
  kind: "contact",
  plural: "contacts",
  title: msg`Contacts`,
  one: msg`Contact`,
  newLabel: msg`New contact`,
  searchLabel: msg`Search contacts`,
  empty: {
    what: msg`A contact is somebody the team knows, at a company or on their own.`,
    command: msg`add Omar Haddad, omar@northwind.io, as a contact in Berlin`,
  },
  columns: [
    { id: "email", label: msg`Email`, sort: "email", width: 18, rank: 1, cell: (contact) => textCell(contact.email) },
    { id: "company", label: msg`Company`, sort: "company", width: 14, rank: 1, cell: (contact) => textCell(contact.company?.name) },
    { id: "jobTitle", label: msg`Job title`, sort: "jobTitle", width: 13, rank: 2, cell: (contact) => textCell(contact.jobTitle) },
    { id: "city", label: msg`City`, sort: "city", width: 9, rank: 3, cell: (contact) => textCell(contact.city) },
    { id: "tags", label: msg`Tags`, width: 13, rank: 2, cell: (contact) => <TagsCell tags={contact.tags} /> },
    { id: "owner", label: msg`Owner`, width: 12, rank: 3, cell: (contact) => <Owner id={contact.owner} /> },
  ],
  filters: [
    { id: "owner", label: msg`Owner`, type: "member" },
    { id: "tags", label: msg`Tag`, type: "tag" },
    { id: "company", label: msg`Company`, type: "contains" },
    { id: "city", label: msg`City`, type: "contains" },
    { id: "country", label: msg`Country`, type: "contains" },
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
        { name: "companyId", label: msg`Company`, control: "company", wide: true },
        { name: "linkedinUrl", label: msg`LinkedIn`, control: "url", wide: true },
      ],
    },
    {
      title: msg`Place`,
      fields: [
        { name: "city", label: msg`City`, control: "text" },
        { name: "country", label: msg`Country`, control: "text" },
        { name: "timeZone", label: msg`Time zone`, control: "text", hint: msg`Such as Europe/Paris`, wide: true },
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
  subtitle: (contact) => [contact.company?.name, contact.email].filter(Boolean).join(" · "),
};
