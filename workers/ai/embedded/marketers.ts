import { type Expected, type Sample, call, calls, either } from "./fixtures";

/**
 * Commands as a marketer in a small team types them, in five styles, over the product's own functions. Written before
 * the parser was tuned on any of them, by whoever tuned it; `isHeldOut` splits them. Before the tuning 58 of 79 and 54
 * of 73 were right, after it all 79 and 61 of 73. The held-out half was not looked into before that last figure, and
 * whoever learns from its misses has to write a new one.
 */

/** FNV-1a over the text: which half a command falls into depends on nothing but its letters. */
export function isHeldOut(command: string): boolean {
  let hash = 0x811c9dc5;
  for (const char of command) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash >>> 16) % 2 === 1;
}

const HARMLESS: Expected = "harmless";
const PETRA = { firstName: "Petra", lastName: "Novak" };
const HANNA = { firstName: "Hanna", lastName: "Berg" };
const GRETA = { firstName: "Greta", lastName: "Holm" };
const PABLO = { firstName: "Pablo", lastName: "Reyes" };
const YUKI = { firstName: "Yuki", lastName: "Tanaka" };
const ELIF = { firstName: "Elif", lastName: "Kaya" };
const KOFI = { firstName: "Kofi", lastName: "Mensah" };
const MARTA = { firstName: "Marta", lastName: "Ruiz" };
const TIM = { firstName: "Tim", lastName: "Burke" };
const ADA = { firstName: "Ada", lastName: "Fox" };
const IAN = { firstName: "Ian", lastName: "Roe" };

const terse: readonly Sample[] = [
  ["lead Petra Novak petra@novak.cz", call("create_lead", { ...PETRA, email: "petra@novak.cz" })],
  ["new lead Omar Haddad, Blue Harbor, webinar", call("create_lead", { firstName: "Omar", lastName: "Haddad", company: "Blue Harbor", source: "webinar" })],
  ["qualified leads", call("find_leads", { status: "qualified" })],
  ["search leads hanna", either(call("find_leads", { q: "hanna" }), call("find_leads", { q: "Hanna" }))],
  ["delete lead petra@novak.cz", call("delete_lead", { lead: "petra@novak.cz" })],
  ["petra@novak.cz qualified", call("update_lead", { lead: "petra@novak.cz", status: "qualified" })],
  ["top 10 leads by score", call("find_leads", { orderBy: "score:desc", limit: 10 })],
  ["contacts Berlin", either(call("find_contacts", { city: "Berlin" }), call("find_contacts", { q: "Berlin" }))],
  ["new company Blue Harbor, blueharbor.com, 40 employees", call("create_company", { name: "Blue Harbor", domain: "blueharbor.com", employees: 40 })],
  ["tag omar@blueharbor.com vip", call("update_contact", { contact: "omar@blueharbor.com", addTags: ["vip"] })],
  ["rename company Blue Harbor to Blue Harbour", call("update_company", { company: "Blue Harbor", name: "Blue Harbour" })],
  ["leads from the trade fair", call("find_leads", { source: "trade fair" })],
  ["show lead Petra Novak", call("get_lead", { lead: "Petra Novak" })],
  ["phone of contact Petra Novak", call("get_contact", { contact: "Petra Novak" })],
  ["last 5 contacts", call("find_contacts", { orderBy: "createdAt:desc", limit: 5 })],
  ["leads owned by Mia", call("find_leads", { owner: "Mia" })],
  ["set score of petra@novak.cz to 80", call("update_lead", { lead: "petra@novak.cz", score: 80 })],
  ["contacts tagged partner", call("find_contacts", { tags: "partner" })],
  ["remove company Blue Harbor", call("delete_company", { company: "Blue Harbor" })],
  ["mark omar haddad converted", call("update_lead", { lead: "Omar Haddad", status: "converted" })],
  ["new contact Luis Vega, Madrid, Spain", call("create_contact", { firstName: "Luis", lastName: "Vega", city: "Madrid", country: "Spain" })],
  ["how many leads", call("find_leads", {})],
];

const polite: readonly Sample[] = [
  ["Could you please add Hanna Berg of Nordlicht as a lead?", call("create_lead", { ...HANNA, company: "Nordlicht" })],
  ["Would you mind adding Theo Marsh, theo@marshmedia.com, to our contacts?", call("create_contact", { firstName: "Theo", lastName: "Marsh", email: "theo@marshmedia.com" })],
  ["Please show me all leads that came from the newsletter.", call("find_leads", { source: "newsletter" })],
  ["Could you change the job title of contact Theo Marsh to Creative Director, please?", call("update_contact", { contact: "Theo Marsh", jobTitle: "Creative Director" })],
  ["Please delete the company Nordlicht. Thank you!", call("delete_company", { company: "Nordlicht" })],
  ["Can you please list the ten newest leads?", call("find_leads", { orderBy: "createdAt:desc", limit: 10 })],
  ["I would like to see the contact Hanna Berg, please", call("get_contact", { contact: "Hanna Berg" })],
  ["Please mark Hanna Berg as contacted, thanks", call("update_lead", { lead: "Hanna Berg", status: "contacted" })],
  ["Would you be so kind as to assign lead Hanna Berg to Sven?", call("update_lead", { lead: "Hanna Berg", owner: "Sven" })],
  ["Please could I have a list of our companies in the retail industry?", call("find_companies", { industry: "retail" })],
  ["Kindly register theo@marshmedia.com as a lead from the autumn campaign", call("create_lead", { email: "theo@marshmedia.com", source: "autumn campaign" })],
  ["Could you tell me which contacts work at Nordlicht?", call("find_contacts", { company: "Nordlicht" })],
  ["Please note for lead Hanna Berg that she prefers calls in the afternoon", either(call("update_lead", { lead: "Hanna Berg", notes: "she prefers calls in the afternoon" }), call("update_lead", { lead: "Hanna Berg", notes: "that she prefers calls in the afternoon" }))],
  ["Can you look up the company Marsh Media for me?", either(call("get_company", { company: "Marsh Media" }), call("find_companies", { q: "Marsh Media" }))],
  ["Please set the phone number of contact Hanna Berg to +49 30 1234567", call("update_contact", { contact: "Hanna Berg", phone: "+49 30 1234567" })],
  ["Could you please find the contact with the email theo@marshmedia.com?", either(call("get_contact", { contact: "theo@marshmedia.com" }), call("find_contacts", { q: "theo@marshmedia.com" }))],
  ["I'd like to add a new company called Fjord Foods with 120 employees please", call("create_company", { name: "Fjord Foods", employees: 120 })],
  ["Please remove the lead Hanna Berg from our list", call("delete_lead", { lead: "Hanna Berg" })],
  ["Could you update the city of contact Theo Marsh to Leeds", call("update_contact", { contact: "Theo Marsh", city: "Leeds" })],
  ["May I see the leads that Sven owns?", call("find_leads", { owner: "Sven" })],
  ["Please give me the email address of contact Hanna Berg", call("get_contact", { contact: "Hanna Berg" })],
];

const chatty: readonly Sample[] = [
  ["I just got off the phone with Rosa Lind from Kite Labs. Please add her as a lead.", call("create_lead", { firstName: "Rosa", lastName: "Lind", company: "Kite Labs" })],
  ["We met Ivan Petrov at the expo. Can you add him as a lead with ivan@petrov.bg?", either(call("create_lead", { firstName: "Ivan", lastName: "Petrov", email: "ivan@petrov.bg", source: "expo" }), call("create_lead", { firstName: "Ivan", lastName: "Petrov", email: "ivan@petrov.bg" }))],
  ["Good news about Rosa Lind! Mark her as qualified please.", call("update_lead", { lead: "Rosa Lind", status: "qualified" })],
  ["Add Ivan Petrov as a contact. He lives in Sofia and works for Kite Labs.", call("create_contact", { firstName: "Ivan", lastName: "Petrov", company: "Kite Labs", city: "Sofia" })],
  ["Create a lead for Nora Quist. Her email is nora@quist.se and she came from the podcast.", call("create_lead", { firstName: "Nora", lastName: "Quist", email: "nora@quist.se", source: "podcast" })],
  ["Nora Quist has moved. Please set the city of contact Nora Quist to Malmö.", call("update_contact", { contact: "Nora Quist", city: "Malmö" })],
  ["I can't find anything today. Show me the leads from Kite Labs please.", call("find_leads", { company: "Kite Labs" })],
  ["This one is a dead end. Delete lead ivan@petrov.bg.", call("delete_lead", { lead: "ivan@petrov.bg" })],
  ["Hi there! Hope you're well. Could you add Ben Ashworth, ben@ashworth.co.uk, as a lead?", call("create_lead", { firstName: "Ben", lastName: "Ashworth", email: "ben@ashworth.co.uk" })],
  ["Rosa got promoted. Change the job title of contact Rosa Lind to Head of Growth.", call("update_contact", { contact: "Rosa Lind", jobTitle: "Head of Growth" })],
  ["New lead: Lea Fontaine. She is the CMO of Atelier Nord.", call("create_lead", { firstName: "Lea", lastName: "Fontaine", company: "Atelier Nord", jobTitle: "CMO" })],
  ["Please add the company Kite Labs. Its website is kitelabs.io and it has 35 employees.", call("create_company", { name: "Kite Labs", domain: "kitelabs.io", employees: 35 })],
  ["I have a call in five minutes. Open the contact Lea Fontaine.", call("get_contact", { contact: "Lea Fontaine" })],
  ["Lea Fontaine called me. Note on contact Lea Fontaine: wants a demo in May", call("update_contact", { contact: "Lea Fontaine", notes: "wants a demo in May" })],
  ["Add lead Kofi Mensah. His phone is +233 20 123 4567.", call("create_lead", { ...KOFI, phone: "+233 20 123 4567" })],
  ["We finally signed Atelier Nord! Mark lead Lea Fontaine as converted.", call("update_lead", { lead: "Lea Fontaine", status: "converted" })],
  ["Mia left the company. Assign lead Kofi Mensah to Sven.", call("update_lead", { lead: "Kofi Mensah", owner: "Sven" })],
  ["I'm preparing the newsletter. List all contacts tagged newsletter.", call("find_contacts", { tags: "newsletter" })],
  ["Can you help me? I want to add Kofi Mensah from Gold Coast Media as a lead.", call("create_lead", { ...KOFI, company: "Gold Coast Media" })],
  ["Thanks for that. Now show me the newest 3 companies.", call("find_companies", { orderBy: "createdAt:desc", limit: 3 })],
  ["That email is wrong. Change the email of lead Kofi Mensah to kofi@goldcoast.gh", call("update_lead", { lead: "Kofi Mensah", email: "kofi@goldcoast.gh" })],
];

const sloppy: readonly Sample[] = [
  ["add lead marta ruiz marta@ruiz.es from solara", call("create_lead", { ...MARTA, email: "marta@ruiz.es", company: "Solara" })],
  ["crete a contact for dave lee at solara", call("create_contact", { firstName: "Dave", lastName: "Lee", company: "Solara" })],
  ["shwo me teh leads from webinar", call("find_leads", { source: "webinar" })],
  ["delet lead marta ruiz", call("delete_lead", { lead: "Marta Ruiz" })],
  ["pls mark marta ruiz as qualifed", call("update_lead", { lead: "Marta Ruiz", status: "qualified" })],
  ["how many contcats do we have", call("find_contacts", {})],
  ["chnage phone of contact dave lee to 0151 2345678", call("update_contact", { contact: "Dave Lee", phone: "0151 2345678" })],
  ["new leed tim burke tim@burke.io", call("create_lead", { ...TIM, email: "tim@burke.io" })],
  ["find compnies in software", call("find_companies", { industry: "software" })],
  ["marta ruiz is qualified now", call("update_lead", { lead: "Marta Ruiz", status: "qualified" })],
  ["updte lead marta ruiz set status contacted", call("update_lead", { lead: "Marta Ruiz", status: "contacted" })],
  ["can u add jo hanson as a lead plz", call("create_lead", { firstName: "Jo", lastName: "Hanson" })],
  ["show contcat dave lee", call("get_contact", { contact: "Dave Lee" })],
  ["set owner of lead tim burke to mia", call("update_lead", { lead: "Tim Burke", owner: "Mia" })],
  ["ADD LEAD TIM BURKE FROM SOLARA", call("create_lead", { ...TIM, company: "Solara" })],
  ["leads status contacted", call("find_leads", { status: "contacted" })],
  ["remove contact dave lee thx", call("delete_contact", { contact: "Dave Lee" })],
  ["add tag vip to contact dave lee", call("update_contact", { contact: "Dave Lee", addTags: ["vip"] })],
  ["list all contacs in madrid", call("find_contacts", { city: "Madrid" })],
  ["put sara connor in as lead, she's from skyline", call("create_lead", { firstName: "Sara", lastName: "Connor", company: "Skyline" })],
  ["add comany skyline gmbh", either(...["Skyline Gmbh", "skyline gmbh", "Skyline GmbH"].map((name) => call("create_company", { name })))],
];

const HOLM = { ...GRETA, email: "greta@holm.dk", company: "Holm Design" };
const VERDE = { ...PABLO, email: "pablo@casaverde.mx" };
const SAKURA = { ...YUKI, email: "yuki@sakura.jp", company: "Sakura Foods" };

const pasted: readonly Sample[] = [
  ["Greta Holm\tgreta@holm.dk\tHolm Design\tCMO", either(call("create_lead", { ...HOLM, jobTitle: "CMO" }), call("create_contact", { ...HOLM, jobTitle: "CMO" }))],
  ["Name: Greta Holm, Email: greta@holm.dk, Company: Holm Design, Source: spring webinar", call("create_lead", { ...HOLM, source: "spring webinar" })],
  ["add as lead: Greta Holm, greta@holm.dk, Holm Design, CMO", call("create_lead", { ...HOLM, jobTitle: "CMO" })],
  ["lead\nGreta Holm\nCMO\nHolm Design\ngreta@holm.dk\n+45 20 12 34 56", call("create_lead", { ...HOLM, phone: "+45 20 12 34 56", jobTitle: "CMO" })],
  ["Add to leads:\nGreta Holm | Holm Design | greta@holm.dk", call("create_lead", HOLM)],
  ["new contact:\nPablo Reyes\nHead of Marketing, Casa Verde\npablo@casaverde.mx\n+52 55 1234 5678", call("create_contact", { ...VERDE, phone: "+52 55 1234 5678", jobTitle: "Head of Marketing", company: "Casa Verde" })],
  ["First name: Pablo\nLast name: Reyes\nEmail: pablo@casaverde.mx\nLead source: referral", call("create_lead", { ...VERDE, source: "referral" })],
  ["create lead\tPablo\tReyes\tpablo@casaverde.mx\tCasa Verde", call("create_lead", { ...VERDE, company: "Casa Verde" })],
  ["Company: Casa Verde; Domain: casaverde.mx; Industry: Furniture; Employees: 60", call("create_company", { name: "Casa Verde", domain: "casaverde.mx", industry: "Furniture", employees: 60 })],
  ["Contact: Pablo Reyes; City: Mexico City; Country: Mexico; Email: pablo@casaverde.mx", call("create_contact", { ...VERDE, city: "Mexico City", country: "Mexico" })],
  ["please add this contact: Yuki Tanaka, Sakura Foods, yuki@sakura.jp, Tokyo, Japan", call("create_contact", { ...SAKURA, city: "Tokyo", country: "Japan" })],
  ["Yuki Tanaka <yuki@sakura.jp> as lead", call("create_lead", { ...YUKI, email: "yuki@sakura.jp" })],
  ["add lead:\nYuki Tanaka\nSakura Foods\nMobile: +81 90 1234 5678\nyuki@sakura.jp", call("create_lead", { ...SAKURA, phone: "+81 90 1234 5678" })],
  ["lead; Yuki Tanaka; yuki@sakura.jp; Sakura Foods; trade show", call("create_lead", { ...SAKURA, source: "trade show" })],
  ["add contact \"Elif Kaya\" <elif@kaya.com.tr>", call("create_contact", { ...ELIF, email: "elif@kaya.com.tr" })],
  ["New lead from the website form:\nName: Elif Kaya\nEmail: elif@kaya.com.tr\nPhone: +90 532 123 45 67\nMessage: please call me back", call("create_lead", { ...ELIF, email: "elif@kaya.com.tr", phone: "+90 532 123 45 67", source: "website form", notes: "please call me back" })],
  ["create lead firstName=Elif lastName=Kaya email=elif@kaya.com.tr status=new", call("create_lead", { ...ELIF, email: "elif@kaya.com.tr", status: "new" })],
  ["add him as a contact please\n\nMehmet Oz\nSales Director\nBosphorus Shipping Ltd\nT: +90 212 555 12 12\nE: mehmet@bosphorus.com", call("create_contact", { firstName: "Mehmet", lastName: "Oz", email: "mehmet@bosphorus.com", phone: "+90 212 555 12 12", jobTitle: "Sales Director", company: "Bosphorus Shipping Ltd" })],
  ["add as leads:\nAnna Kern\tanna@kern.at\nPaul Weiss\tpaul@weiss.at", calls(["create_lead", { firstName: "Anna", lastName: "Kern", email: "anna@kern.at" }], ["create_lead", { firstName: "Paul", lastName: "Weiss", email: "paul@weiss.at" }])],
  ["create company\tKern Verlag\tkernverlag.at\tPublishing\t25", call("create_company", { name: "Kern Verlag", domain: "kernverlag.at", industry: "Publishing", employees: 25 })],
  ["lead: Anna Kern (Kern Verlag), anna@kern.at, owner: Mia, score: 40", call("create_lead", { firstName: "Anna", lastName: "Kern", email: "anna@kern.at", company: "Kern Verlag", owner: "Mia", score: 40 })],
];

const several: readonly Sample[] = [
  ["add Paul Weiss and Anna Kern as leads from the roadshow", calls(["create_lead", { firstName: "Paul", lastName: "Weiss", source: "roadshow" }], ["create_lead", { firstName: "Anna", lastName: "Kern", source: "roadshow" }])],
  ["delete lead Paul Weiss and contact Anna Kern", calls(["delete_lead", { lead: "Paul Weiss" }], ["delete_contact", { contact: "Anna Kern" }])],
  ["add company Ridge Coffee and create contact Bruno Maggi at Ridge Coffee", calls(["create_company", { name: "Ridge Coffee" }], ["create_contact", { firstName: "Bruno", lastName: "Maggi", company: "Ridge Coffee" }])],
  ["mark Paul Weiss and Anna Kern as contacted", calls(["update_lead", { lead: "Paul Weiss", status: "contacted" }], ["update_lead", { lead: "Anna Kern", status: "contacted" }])],
  ["show me the qualified leads and the contacts in Vienna", calls(["find_leads", { status: "qualified" }], ["find_contacts", { city: "Vienna" }])],
  ["add Bruno Maggi as a lead, then assign him to Mia", calls(["create_lead", { firstName: "Bruno", lastName: "Maggi" }], ["update_lead", { lead: "Bruno Maggi", owner: "Mia" }])],
  ["set the status of lead Bruno Maggi to qualified and his score to 90", either(call("update_lead", { lead: "Bruno Maggi", status: "qualified", score: 90 }), calls(["update_lead", { lead: "Bruno Maggi", status: "qualified" }], ["update_lead", { lead: "Bruno Maggi", score: 90 }]))],
  ["create lead Ada Fox, ada@fox.com; create lead Ian Roe, ian@roe.com", calls(["create_lead", { ...ADA, email: "ada@fox.com" }], ["create_lead", { ...IAN, email: "ian@roe.com" }])],
  ["find leads from Ridge Coffee and delete the company Ridge Coffee", calls(["find_leads", { company: "Ridge Coffee" }], ["delete_company", { company: "Ridge Coffee" }])],
  ["Add Ada Fox from Foxglove as a lead. Then tag contact Ian Roe as press.", calls(["create_lead", { ...ADA, company: "Foxglove" }], ["update_contact", { contact: "Ian Roe", addTags: ["press"] }])],
  ["rename company Foxglove to Foxglove Media and set its domain to foxglove.media", either(call("update_company", { company: "Foxglove", name: "Foxglove Media", domain: "foxglove.media" }), calls(["update_company", { company: "Foxglove", name: "Foxglove Media" }], ["update_company", { company: "Foxglove", domain: "foxglove.media" }]), calls(["update_company", { company: "Foxglove", name: "Foxglove Media" }], ["update_company", { company: "Foxglove Media", domain: "foxglove.media" }]))],
  ["1. add lead Ada Fox 2. delete lead Ian Roe", calls(["create_lead", ADA], ["delete_lead", { lead: "Ian Roe" }])],
  ["delete contacts ian@roe.com and ada@fox.com", calls(["delete_contact", { contact: "ian@roe.com" }], ["delete_contact", { contact: "ada@fox.com" }])],
  ["please add Tara Singh (tara@singh.in) as a contact and also as a lead", calls(["create_contact", { firstName: "Tara", lastName: "Singh", email: "tara@singh.in" }], ["create_lead", { firstName: "Tara", lastName: "Singh", email: "tara@singh.in" }])],
  ["mark lead Tara Singh as unqualified and note on lead Tara Singh: budget too small", either(call("update_lead", { lead: "Tara Singh", status: "unqualified", notes: "budget too small" }), calls(["update_lead", { lead: "Tara Singh", status: "unqualified" }], ["update_lead", { lead: "Tara Singh", notes: "budget too small" }]))],
  ["change the email of contact Ian Roe to ian@roe.org and the phone to +44 20 7946 0018", either(call("update_contact", { contact: "Ian Roe", email: "ian@roe.org", phone: "+44 20 7946 0018" }), calls(["update_contact", { contact: "Ian Roe", email: "ian@roe.org" }], ["update_contact", { contact: "Ian Roe", phone: "+44 20 7946 0018" }]))],
  ["show lead Ada Fox and company Foxglove", calls(["get_lead", { lead: "Ada Fox" }], ["get_company", { company: "Foxglove" }])],
  ["first show me new leads, then companies in the media industry", calls(["find_leads", { status: "new" }], ["find_companies", { industry: "media" }])],
  ["don't delete Ada Fox, just mark lead Ada Fox as unqualified", call("update_lead", { lead: "Ada Fox", status: "unqualified" })],
  ["Add the companies Nimbus, Stratus and Cirrus", calls(["create_company", { name: "Nimbus" }], ["create_company", { name: "Stratus" }], ["create_company", { name: "Cirrus" }])],
];

const refused: readonly Sample[] = [
  "how do I delete a lead?", "did you already add Jane Doe?", "I wish I had more contacts", "should we remove Acme?", "what can you do?", "thanks, that's all", "good morning", "don't delete anything",
  "please never remove the company Acme", "what's the weather in Vienna", "write me a subject line for the spring sale", "why was lead Jane Doe deleted?", "can leads be merged?",
  "I was thinking about deleting lead Bob Stone", "what happens if I delete a company?", "maybe we should add Tom Price as a lead someday", "who deleted the contact Ana Lima?", "is it ok to delete lead Bob Stone?",
  "I already deleted lead Bob Stone", "Sven said he would update the contact Ana Lima", "no leads today, what a pity", "send an email to all leads from the webinar", "export contacts to csv",
  "if only we could convert lead Bob Stone", "could you explain how to tag a contact?", "you shouldn't have deleted Ana Lima",
].map((command) => [command, HARMLESS] as const);

/** The commands by style. */
export const marketers: Readonly<Record<string, readonly Sample[]>> = { terse, polite, chatty, sloppy, pasted, several, refused };
