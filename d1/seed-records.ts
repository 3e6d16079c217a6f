/** What the demo workspaces hold: made-up people of made-up companies, in the shape the API takes them. */

type Money = { amount: number; currency: string };
type Address = { street: string; city: string; region?: string; postalCode: string; country: string };

/** How long before now a record was made, and which member owns it (an index into the members, or none). */
type Sample = { daysAgo: number; owner?: number };

export type SampleCompany = Sample & {
  name: string;
  domain: string;
  industry: string;
  employees: number;
  annualRevenue?: Money;
  address?: Address;
  tags?: string[];
  notes?: string;
};

/** `company` is an index into the companies of the same workspace. */
export type SampleContact = Sample & {
  firstName: string;
  lastName: string;
  email: string;
  jobTitle: string;
  company?: number;
  phone?: string;
  city: string;
  country: string;
  timeZone: string;
  tags?: string[];
  notes?: string;
};

export type SampleLead = Sample & {
  firstName: string;
  lastName: string;
  email: string;
  company: string;
  jobTitle: string;
  status: "new" | "contacted" | "qualified" | "unqualified" | "converted";
  source: string;
  score: number;
  phone?: string;
  notes?: string;
};

export type SampleRecords = { companies: SampleCompany[]; contacts: SampleContact[]; leads: SampleLead[] };

type CompanyRow = [name: string, domain: string, industry: string, employees: number, millions: number, currency: string, city: string, country: string, daysAgo: number, tags?: string[]];

const company = ([name, domain, industry, employees, millions, currency, city, country, daysAgo, tags]: CompanyRow, index: number): SampleCompany => ({
  name,
  domain: `${domain}.example`,
  industry,
  employees,
  annualRevenue: { amount: Math.round(millions * 1_000_000) * 100, currency },
  address: { street: `${12 + 7 * index} Quay Street`, city, postalCode: `${20100 + 37 * index}`, country },
  daysAgo,
  owner: index % 2,
  ...(tags && { tags }),
});

type ContactRow = [first: string, last: string, title: string, company: number, city: string, country: string, zone: string, daysAgo: number, tags?: string[], notes?: string];

const contact = ([firstName, lastName, jobTitle, at, city, country, timeZone, daysAgo, tags, notes]: ContactRow, index: number): SampleContact => ({
  firstName,
  lastName,
  email: address(firstName, lastName, COMPANIES[at]?.domain ?? ""),
  jobTitle,
  company: at,
  phone: `+44 20 7946 0${String(100 + index * 13).slice(-3)}`,
  city,
  country,
  timeZone,
  daysAgo,
  owner: index % 3 === 2 ? 1 : 0,
  ...(tags && { tags }),
  ...(notes !== undefined && { notes }),
});

type LeadRow = [first: string, last: string, company: string, domain: string, title: string, status: SampleLead["status"], source: string, score: number, daysAgo: number, notes?: string];

const lead = ([firstName, lastName, at, domain, jobTitle, status, source, score, daysAgo, notes]: LeadRow, index: number): SampleLead => ({
  firstName,
  lastName,
  email: address(firstName, lastName, `${domain}.example`),
  company: at,
  jobTitle,
  status,
  source,
  score,
  daysAgo,
  // A third of them is nobody's yet: that is what a list of leads is for.
  ...(index % 3 !== 0 && { owner: index % 2 }),
  ...(notes !== undefined && { notes }),
});

/** An address as companies hand them out, without the marks that many systems refuse. */
function address(firstName: string, lastName: string, domain: string): string {
  const plain = (text: string): string => text.normalize("NFKD").replace(/[^A-Za-z]/g, "").toLowerCase();
  return `${plain(firstName)}.${plain(lastName)}@${domain}`;
}

const COMPANIES: SampleCompany[] = (
  [
    ["Brightwater Logistics", "brightwater", "Logistics", 420, 61, "USD", "Rotterdam", "Netherlands", 171, ["customer"]],
    ["Fennel & Thyme", "fennelandthyme", "Food and drink", 38, 4.2, "GBP", "Bristol", "United Kingdom", 164, ["customer", "retail"]],
    ["Nordlicht Energie", "nordlicht", "Energy", 1250, 310, "EUR", "Hamburg", "Germany", 152, ["customer", "enterprise"]],
    ["Paperkite", "paperkite", "Software", 64, 9.5, "USD", "Austin", "United States", 143, ["partner"]],
    ["Osprey Outdoor", "ospreyoutdoor", "Retail", 210, 27, "USD", "Denver", "United States", 130, ["customer", "retail"]],
    ["Clinique du Lac", "cliniquedulac", "Health care", 95, 12, "CHF", "Geneva", "Switzerland", 121],
    ["Mizu Robotics", "mizurobotics", "Manufacturing", 540, 88, "JPY", "Osaka", "Japan", 113, ["enterprise"]],
    ["Larkspur Hotels", "larkspurhotels", "Hospitality", 870, 74, "EUR", "Lisbon", "Portugal", 102, ["customer"]],
    ["Granite Peak Credit Union", "granitepeak", "Finance", 160, 22, "USD", "Boise", "United States", 94],
    ["Studio Havana", "studiohavana", "Media", 14, 1.6, "EUR", "Madrid", "Spain", 81, ["agency"]],
    ["Tidewell Foods", "tidewell", "Food and drink", 330, 45, "AUD", "Fremantle", "Australia", 66, ["retail"]],
    ["Kestrel Analytics", "kestrelanalytics", "Software", 48, 6.8, "CAD", "Toronto", "Canada", 52, ["partner"]],
    ["Baobab Schools", "baobabschools", "Education", 280, 11, "ZAR", "Cape Town", "South Africa", 37],
    ["Corrie Shipping", "corrieshipping", "Logistics", 135, 19, "GBP", "Aberdeen", "United Kingdom", 18, ["enterprise"]],
  ] satisfies CompanyRow[]
).map(company);

const CONTACTS: SampleContact[] = (
  [
    ["Maya", "de Vries", "Head of Growth", 0, "Rotterdam", "Netherlands", "Europe/Amsterdam", 168, ["champion"], "Asked for quarterly numbers by port."],
    ["Ruben", "Bakker", "Operations Director", 0, "Rotterdam", "Netherlands", "Europe/Amsterdam", 160],
    ["Priya", "Raman", "Founder", 1, "Bristol", "United Kingdom", "Europe/London", 158, ["champion", "newsletter"]],
    ["Tom", "Ashworth", "E-commerce Manager", 1, "Bristol", "United Kingdom", "Europe/London", 149, ["newsletter"]],
    ["Lena", "Brandt", "Marketing Director", 2, "Hamburg", "Germany", "Europe/Berlin", 147, ["decision maker"]],
    ["Jörg", "Müller", "Procurement Lead", 2, "Hamburg", "Germany", "Europe/Berlin", 139],
    ["Dana", "Whitfield", "VP Partnerships", 3, "Austin", "United States", "America/Chicago", 137, ["partner"]],
    ["Marcus", "Oyelaran", "Brand Manager", 4, "Denver", "United States", "America/Denver", 126, ["newsletter"]],
    ["Hannah", "Sorensen", "Chief Marketing Officer", 4, "Denver", "United States", "America/Denver", 118, ["decision maker"], "Prefers a call on Thursdays."],
    ["Élodie", "Favre", "Communications Lead", 5, "Geneva", "Switzerland", "Europe/Zurich", 115],
    ["Haruto", "Ishikawa", "Product Marketing Manager", 6, "Osaka", "Japan", "Asia/Tokyo", 110, ["decision maker"]],
    ["Yui", "Nakagawa", "Events Coordinator", 6, "Osaka", "Japan", "Asia/Tokyo", 104],
    ["Inês", "Carvalho", "Director of Sales", 7, "Lisbon", "Portugal", "Europe/Lisbon", 97, ["champion"]],
    ["Miguel", "Antunes", "Loyalty Manager", 7, "Porto", "Portugal", "Europe/Lisbon", 90, ["newsletter"]],
    ["Carla", "Jimenez", "Member Experience Lead", 8, "Boise", "United States", "America/Boise", 86],
    ["Aitor", "Ibarra", "Creative Director", 9, "Madrid", "Spain", "Europe/Madrid", 78, ["agency"]],
    ["Chloe", "Nguyen", "Trade Marketing Manager", 10, "Fremantle", "Australia", "Australia/Perth", 63, ["newsletter"]],
    ["Liam", "O'Rourke", "Category Buyer", 10, "Perth", "Australia", "Australia/Perth", 57],
    ["Amélie", "Tremblay", "Co-founder", 11, "Toronto", "Canada", "America/Toronto", 49, ["partner", "champion"]],
    ["Thabo", "Mokoena", "Admissions Director", 12, "Cape Town", "South Africa", "Africa/Johannesburg", 33],
    ["Naledi", "Jacobs", "Community Manager", 12, "Cape Town", "South Africa", "Africa/Johannesburg", 25, ["newsletter"]],
    ["Fiona", "Macrae", "Commercial Manager", 13, "Aberdeen", "United Kingdom", "Europe/London", 15, ["decision maker"], "Met at the harbour summit; wants a pilot before June."],
    ["Callum", "Reid", "Fleet Planner", 13, "Aberdeen", "United Kingdom", "Europe/London", 9],
  ] satisfies ContactRow[]
).map(contact);

const LEADS: SampleLead[] = (
  [
    ["Olivia", "Hartmann", "Solstice Travel", "solsticetravel", "Marketing Manager", "new", "spring webinar", 42, 0.4],
    ["Noah", "Petersen", "Fjordkraft Cycles", "fjordkraft", "Founder", "new", "website", 35, 1.2],
    ["Sofia", "Marchetti", "Trattoria Group", "trattoriagroup", "Brand Director", "new", "referral", 58, 2.1, "Introduced by Inês Carvalho."],
    ["Ethan", "Brooks", "Copperline Tools", "copperline", "Sales Operations", "new", "spring webinar", 27, 3.3],
    ["Zara", "Hussain", "Meridian Dental", "meridiandental", "Practice Manager", "new", "website", 19, 4.6],
    ["Lucas", "Fontaine", "Atelier Nord", "ateliernord", "Owner", "new", "trade show", 31, 5.0],
    ["Grace", "Okafor", "Lumen Clinics", "lumenclinics", "Head of Communications", "new", "newsletter", 46, 6.7],
    ["Daniel", "Kowalski", "Vistula Freight", "vistulafreight", "Commercial Director", "new", "website", 22, 8.2],
    ["Isla", "Campbell", "Heather & Stone", "heatherstone", "E-commerce Lead", "contacted", "spring webinar", 51, 9.5, "Replied within the hour; send the retail deck."],
    ["Mateo", "Vargas", "Andes Coffee Roasters", "andescoffee", "Growth Lead", "contacted", "referral", 64, 11.1],
    ["Freya", "Lindqvist", "Stormglass", "stormglass", "Chief Executive", "contacted", "trade show", 70, 12.4],
    ["Arjun", "Mehta", "Peppercorn Labs", "peppercornlabs", "Product Manager", "contacted", "website", 39, 14.9],
    ["Camille", "Dubois", "Maison Verte", "maisonverte", "Marketing Director", "contacted", "newsletter", 55, 16.3],
    ["Jack", "Thornton", "Bayline Boats", "bayline", "Dealer Manager", "contacted", "trade show", 48, 19.0],
    ["Aisha", "Rahman", "Brightpath Tutors", "brightpath", "Founder", "contacted", "spring webinar", 61, 21.7],
    ["Viktor", "Novak", "Sklárna Praha", "sklarnapraha", "Export Manager", "contacted", "website", 33, 24.8],
    ["Emily", "Tanaka", "Juniper Health", "juniperhealth", "Director of Marketing", "qualified", "referral", 88, 26.2, "Budget agreed for the third quarter."],
    ["Oscar", "Lindgren", "Polaris Gear", "polarisgear", "Head of Digital", "qualified", "spring webinar", 81, 28.5],
    ["Beatriz", "Silva", "Costa Azul Resorts", "costaazul", "Revenue Manager", "qualified", "website", 76, 31.9],
    ["Henry", "Whitaker", "Oak & Anchor", "oakandanchor", "Managing Director", "qualified", "trade show", 92, 34.4],
    ["Leila", "Farahani", "Saffron Kitchen", "saffronkitchen", "Co-founder", "qualified", "newsletter", 79, 38.0],
    ["Samuel", "Adeyemi", "Harmattan Solar", "harmattan", "Sales Director", "qualified", "referral", 85, 41.6],
    ["Nina", "Bergström", "Lykke Interiors", "lykke", "Brand Manager", "qualified", "website", 73, 45.2],
    ["Pablo", "Ortega", "Sierra Ciclismo", "sierraciclismo", "Owner", "unqualified", "website", 8, 47.7, "Looking for a job board, not for us."],
    ["Ruth", "Feldman", "Feldman Legal", "feldmanlegal", "Partner", "unqualified", "newsletter", 12, 52.3],
    ["Kenji", "Mori", "Mori Stationery", "moristationery", "Owner", "unqualified", "trade show", 15, 55.8],
    ["Tessa", "van Dijk", "Polder Plants", "polderplants", "Assistant", "unqualified", "spring webinar", 10, 58.1],
    ["Ahmed", "Saleh", "Nile Ceramics", "nileceramics", "Export Lead", "unqualified", "website", 17, 63.5],
    ["Clara", "Weiss", "Alpenblick Hotels", "alpenblick", "Marketing Manager", "converted", "referral", 97, 67.0],
    ["Joseph", "Mwangi", "Savanna Tours", "savannatours", "Founder", "converted", "trade show", 94, 71.4],
    ["Elena", "Popescu", "Carpathia Foods", "carpathia", "Commercial Director", "converted", "spring webinar", 95, 76.9],
    ["William", "Hayes", "Ironbridge Brewing", "ironbridge", "Head of Brand", "converted", "website", 90, 82.2],
    ["Mei", "Lin", "Jade Garden Teas", "jadegarden", "Director", "converted", "newsletter", 93, 88.6],
    ["Rosa", "Delgado", "Casa Delgado", "casadelgado", "Owner", "contacted", "referral", 44, 91.3],
    ["Peter", "Hoang", "Mekong Textiles", "mekongtextiles", "Sourcing Manager", "new", "trade show", 29, 95.0],
    ["Alice", "Moreau", "Bleu Marine", "bleumarine", "Communications Manager", "qualified", "website", 77, 99.8],
  ] satisfies LeadRow[]
).map(lead);

/** The demo workspace. */
export const HARBOUR: SampleRecords = { companies: COMPANIES, contacts: CONTACTS, leads: LEADS };

/** The other workspace, there to try isolation on. */
export const NORTHWIND: SampleRecords = {
  companies: [{ name: "Glasshouse Gallery", domain: "glasshouse.example", industry: "Arts", employees: 12, daysAgo: 40, owner: 0 }],
  contacts: [
    { firstName: "Iris", lastName: "Kaplan", email: "iris.kaplan@glasshouse.example", jobTitle: "Curator", company: 0, city: "Chicago", country: "United States", timeZone: "America/Chicago", daysAgo: 30, owner: 0 },
  ],
  leads: [
    { firstName: "Gideon", lastName: "Frost", email: "gideon.frost@frostprints.example", company: "Frost Prints", jobTitle: "Owner", status: "new", source: "website", score: 40, daysAgo: 3, owner: 0 },
    { firstName: "Paula", lastName: "Renner", email: "paula.renner@rennerfilm.example", company: "Renner Film", jobTitle: "Producer", status: "qualified", source: "referral", score: 72, daysAgo: 12 },
  ],
};
