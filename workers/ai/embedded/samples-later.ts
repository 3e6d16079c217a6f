/** Commands that were once misread, most of them harmfully; each stands for a mechanism. Over the fixtures' functions. */
import { type Sample, call, calls } from "./fixtures";

export const laterSamples: readonly Sample[] = [
  ["note on lead Jane Doe: call back on Monday", call("update_lead", { lead: "Jane Doe", notes: "call back on Monday" })],
  ["make Sam the owner of lead Jane Doe", call("update_lead", { lead: "Jane Doe", owner: "Sam" })],
  ["hand company Acme over to Kim", call("update_company", { company: "Acme", owner: "Kim" })],
  ["all leads with status new", call("find_leads", { status: "new" })],
  ["edit contact ana lima set job title to Head of Growth", call("update_contact", { contact: "Ana Lima", jobTitle: "Head of Growth" })],
  ["Add John Smith (john@smith.org), CTO of Smith Co, tel. 020 7946 0000, as a lead", call("create_lead", { firstName: "John", lastName: "Smith", email: "john@smith.org", phone: "020 7946 0000", company: "Smith Co", jobTitle: "CTO" })],
  ["remove lead jane@acme.io, she unsubscribed", call("delete_lead", { lead: "jane@acme.io" })],
  ["delete lead Bob because he left", call("delete_lead", { lead: "Bob" })],
  ["note for lead Jane Doe that she prefers calls in the morning", call("update_lead", { lead: "Jane Doe", notes: "she prefers calls in the morning" })],
  [
    "add Ann Lee (ann@x.com) and Bob Ray (bob@y.com) as leads from the webinar",
    calls(
      ["create_lead", { firstName: "Ann", lastName: "Lee", email: "ann@x.com", source: "webinar" }],
      ["create_lead", { firstName: "Bob", lastName: "Ray", email: "bob@y.com", source: "webinar" }],
    ),
  ],
  ["is Jane Doe a lead?", "none"],
  ["should I delete Bob?", "none"],
  ["did you add Jane Doe as a lead?", "none"],
];

const JANE = { firstName: "Jane", lastName: "Doe" };
const TOM = { firstName: "Tom", lastName: "Price" };
const JANE_LEAD = { lead: "Jane Doe" };

/** The same over the product's own functions. */
export const laterProductSamples: readonly Sample[] = [
  ["note for jane@acme.io: prefers email", call("update_lead", { lead: "jane@acme.io", notes: "prefers email" })],
  ["i need to add bob johnson as a lead. his email is bob@johnson.com and he works at Johnson & Johnson", call("create_lead", { firstName: "Bob", lastName: "Johnson", email: "bob@johnson.com", company: "Johnson & Johnson" })],
  ["what's the email of Jane Doe?", call("get_lead", JANE_LEAD)],
  ["what is Jane Doe's phone number", call("get_lead", JANE_LEAD)],
  ["what's the industry of Globex?", call("get_company", { company: "Globex" })],
  ["list leads sorted by score", call("find_leads", { orderBy: "score:desc" })],
  ["sort leads by score", call("find_leads", { orderBy: "score:desc" })],
  ["contacts by name", call("find_contacts", { orderBy: "name:asc" })],
  ["oldest leads first", call("find_leads", { orderBy: "createdAt:asc" })],
  ["all leads with status new from acme", call("find_leads", { status: "new", company: "Acme" })],
  ["give lead Jane Doe to Sam", call("update_lead", { ...JANE_LEAD, owner: "Sam" })],
  ["transfer jane@acme.io to Sam", call("update_lead", { lead: "jane@acme.io", owner: "Sam" })],
  ["hand Acme over to Kim", call("update_company", { company: "Acme", owner: "Kim" })],
  ["add lead Jane Doe, mobile: 0171 2345678", call("create_lead", { ...JANE, phone: "0171 2345678" })],
  ["jane@acme.io jane doe from acme spring webinar lead", call("create_lead", { ...JANE, email: "jane@acme.io", company: "Acme", source: "spring webinar" })],
  ["qualify jane doe", call("update_lead", { ...JANE_LEAD, status: "qualified" })],
  ["disqualify lead jane doe", call("update_lead", { ...JANE_LEAD, status: "unqualified" })],
  ["delete lead Bob since he left the company and add Ann Lee as a lead", calls(["delete_lead", { lead: "Bob" }], ["create_lead", { firstName: "Ann", lastName: "Lee" }])],
  ["add Acme Inc", call("create_company", { name: "Acme Inc" })],
  ["show me everything in contacts", call("find_contacts", {})],
  ["add contacts:\nJane Doe, jane@acme.io, Acme\nTom Price, tom@price.io, Globex", calls(["create_contact", { ...JANE, email: "jane@acme.io", company: "Acme" }], ["create_contact", { ...TOM, email: "tom@price.io", company: "Globex" }])],
  ["create contact\nName: Jane Doe\nNotes: likes tea\nEmail: jane@acme.io", call("create_contact", { ...JANE, email: "jane@acme.io", notes: "likes tea" })],
  ["Jane Doe | VP Sales | Acme Labs | jane@acme.io", call("create_lead", { ...JANE, email: "jane@acme.io", company: "Acme Labs", jobTitle: "VP Sales" })],
  ["please don't forget to mark Tom Price as qualified", call("update_lead", { lead: "Tom Price", status: "qualified" })],
  ["I met Tom Price, who is CTO at Acme. Add him as a lead.", call("create_lead", { ...TOM, company: "Acme", jobTitle: "CTO" })],
  ["Jane Doe is not interested. Mark her as unqualified.", call("update_lead", { ...JANE_LEAD, status: "unqualified" })],
  ["add Tom Price as both a lead and a contact", calls(["create_lead", TOM], ["create_contact", TOM])],
  ["add contact Jane Doe. Her company has 50 employees.", call("create_contact", JANE)],
];
