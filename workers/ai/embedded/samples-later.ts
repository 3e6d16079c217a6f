/** Commands that were once misread, most of them harmfully; each stands for a mechanism. Over the fixtures' functions. */
import { type Sample, call } from "./fixtures";

export const laterSamples: readonly Sample[] = [
  ["note on lead Jane Doe: call back on Monday", call("update_lead", { lead: "Jane Doe", notes: "call back on Monday" })],
  ["make Sam the owner of lead Jane Doe", call("update_lead", { lead: "Jane Doe", owner: "Sam" })],
  ["hand company Acme over to Kim", call("update_company", { company: "Acme", owner: "Kim" })],
  ["all leads with status new", call("find_leads", { status: "new" })],
  ["edit contact ana lima set job title to Head of Growth", call("update_contact", { contact: "Ana Lima", jobTitle: "Head of Growth" })],
  ["Add John Smith (john@smith.org), CTO of Smith Co, tel. 020 7946 0000, as a lead", call("create_lead", { firstName: "John", lastName: "Smith", email: "john@smith.org", phone: "020 7946 0000", company: "Smith Co", jobTitle: "CTO" })],
  ["remove lead jane@acme.io, she unsubscribed", call("delete_lead", { lead: "jane@acme.io" })],
  ["delete lead Bob because he left", call("delete_lead", { lead: "Bob" })],
  ["is Jane Doe a lead?", "none"],
  ["should I delete Bob?", "none"],
  ["did you add Jane Doe as a lead?", "none"],
];
