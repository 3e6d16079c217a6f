/**
 * What a parameter stands for, read from its name and its description. A role says which spans of a command may
 * fill a parameter, and which prepositions lead to it.
 */
export type Role =
  | "first" | "last" | "person" | "email" | "phone" | "url" | "domain" | "id" | "ref" | "org" | "title" | "source" | "owner"
  | "city" | "country" | "state" | "street" | "postcode" | "place" | "origin" | "destination" | "date" | "startdate" | "enddate" | "time"
  | "timezone" | "limit" | "order" | "query" | "name" | "text" | "tags" | "unit" | "fromunit" | "tounit" | "currency" | "language" | "color" | "industry" | "subject" | "amount" | "year" | "month" | "weekday" | "plain";

type Rule = { role: Role; name: RegExp; about?: RegExp };

/** The first rule that fits decides. `name` reads the words of the name, `about` the head of the description, both in lower case. */
const RULES: readonly Rule[] = [
  { role: "email", name: /\be ?-?mail( address)?$|^e ?mail\b/, about: /^(?:the |an? |their |work |primary |contact |whose )*e-?mail(?: address)?\b/ },
  { role: "phone", name: /\b(?:tele)?phone|\bmobile|\bfax\b/, about: /\b(?:phone|telephone|mobile|cell)(?: number)?\b/ },
  { role: "first", name: /\b(?:first|given|fore) ?name\b/, about: /\b(?:first|given|fore) ?name/ },
  { role: "last", name: /\b(?:last|family|sur) ?name\b/, about: /\b(?:last|family|sur) ?name|surname/ },
  { role: "timezone", name: /\btime ?zone\b|^tz$/, about: /\btime ?zone\b/ },
  { role: "limit", name: /^(?:limit|max(?:imum)? results|page size|top n|top|num(?:ber)?(?: of)? results|count)$/, about: /^(?:how many|at most|the most|maximum number of|max number of|number of (?:results|records|rows|items))|\b(?:results|records|rows|items) to return\b/ },
  { role: "order", name: /^(?:order|order by|sort|sort by|sort order|ordering)$/, about: /\b(?:sort|order(?:ed|ing)?) (?:by|order)|^(?:the )?(?:sort|order)\b/ },
  { role: "owner", name: /^(?:owner|assignee|assigned to|owned by|account manager)\b/, about: /\bowns\b|\bassigned to\b|\bowner\b|\bassignee\b/ },
  { role: "source", name: /\b(?:source|channel|origin channel|utm source)$/, about: /\bcame from\b|\bsource of\b|\bacquired\b|\bheard (?:about|of)\b|\bcomes from\b/ },
  { role: "title", name: /\b(?:job|position|occupation|job title|role)\b/, about: /\bjob title\b|\bposition (?:in|at) |\boccupation\b|\bprofession\b/ },
  { role: "domain", name: /^(?:domain|website domain|web ?site)$/, about: /\bdomain\b|\bwebsite\b|\bweb site\b/ },
  { role: "url", name: /\burl\b|\blink\b|\bweb ?site\b/, about: /\burl\b|^(?:the )?(?:link|address of the page)/ },
  { role: "tags", name: /\b(?:tags?|labels?|keywords)$/, about: /^(?:the )?(?:tags|labels)\b/ },
  { role: "industry", name: /\b(?:industry|sector)\b/, about: /\b(?:industry|sector)\b/ },
  { role: "fromunit", name: /^(?:from|source|base|input|original|current)(?: .*)? (?:unit|currency|language)\b|^(?:unit|currency|language) from$/ },
  { role: "tounit", name: /^(?:to|target|output|desired|new|destination)(?: .*)? (?:unit|currency|language)\b|^(?:unit|currency|language) to$|^to unit$/ },
  { role: "currency", name: /\bcurrency\b/, about: /\bcurrency\b|iso 4217/ },
  { role: "language", name: /\blanguage$|\blang$|\blocale\b/, about: /^(?:the )?language\b/ },
  { role: "color", name: /\bcolou?r\b/, about: /\bcolou?r\b/ },
  { role: "postcode", name: /\b(?:zip|postal|post)(?: ?code)?\b/, about: /\b(?:zip|postal|post) ?code\b/ },
  { role: "country", name: /\b(?:country|nation)\b/, about: /^(?:the |an? |name of the |iso )*(?:\w+ )?(?:country|nation)\b/ },
  { role: "origin", name: /^(?:origin|from|departure|start|source|pick ?up)(?: (?:city|location|airport|point|place|station|address|destination|port))?$|\b(?:departure|origin)\b(?! date| time)/, about: /\b(?:depart(?:ure|s|ing)?|origin|starting|start|leaves?) (?:city|location|point|place|airport|station|from)\b|^(?:the )?origin\b|\b(?:travel|flight|trip|depart\w*|start\w*|fly\w*|leav\w*) from\b/ },
  { role: "destination", name: /^(?:destination|to|arrival|end|target|drop ?off|goal)(?: (?:city|location|airport|point|place|station|address|destination|port))?$|\b(?:destination|arrival)\b(?! date| time)/, about: /\b(?:destination|arrival|end|ending) (?:city|location|point|place|airport|station)\b|^(?:the )?destination\b|\b(?:travel|flight|trip|fly\w*|go\w*) to\b/ },
  { role: "startdate", name: /\b(?:start|begin|from|check ?in|departure|after|since|first)(?:ing)? (?:date|day|time|at|from)\b|\bdate from\b|\b(?:after|since)$/, about: /\b(?:at or after|on or after|after this|since this|start(?:ing)? date|check-?in|from this)\b/ },
  { role: "enddate", name: /\b(?:end|until|to|check ?out|return|before|due|last)(?:ing)? (?:date|day|time|at|by)\b|\bdate to\b|\b(?:before|until|deadline)$/, about: /\b(?:before this|at or before|on or before|until this|end(?:ing)? date|check-?out|up to this)\b/ },
  { role: "year", name: /\byear$/, about: /^(?:the )?year\b/ },
  { role: "month", name: /\bmonth$/, about: /^(?:the )?month\b/ },
  { role: "weekday", name: /^(?:day|weekday|day of (?:the )?week)$/, about: /\bday of the week\b/ },
  { role: "date", name: /\b(?:date|day|birthday|when|deadline|due|dob)$/, about: /^(?:the )?(?:\w+ )?(?:date|day)\b/ },
  { role: "time", name: /\btime$|\bhour$/, about: /^(?:the )?(?:\w+ )?time (?:of|at|when|in|to|for)\b/ },
  { role: "city", name: /\b(?:city|town)\b/, about: /^(?:the |an? |name of the )*(?:city|town)\b/ },
  { role: "state", name: /^(?:state|province|region|us state)$|\bstate$/, about: /^(?:the )?(?:u\.?s\.? )?(?:state|province|region)\b/ },
  { role: "street", name: /\b(?:street|address)\b/, about: /^(?:the )?(?:street|postal|mailing|home|office|full) ?address\b|^(?:the )?street\b/ },
  { role: "place", name: /\b(?:location|place|area|venue|county|destination|region|where|geo|jurisdiction)\b/, about: /^(?:the )?(?:\w+ )?(?:city|town|location|place|area|region|jurisdiction)\b/ },
  { role: "query", name: /^(?:q|query|search|search query|search text|search term|keyword|keywords|term|text search|full text)$/, about: /^(?:free text|text to search|the (?:search )?query|search (?:text|term|query|for)|words to (?:search|look)|the text to search)/ },
  { role: "org", name: /^(?:company|organi[sz]ation|employer|firm|business|account|company name|organi[sz]ation name|parent|parent company|brand|airline|manufacturer|vendor)$/, about: /^(?!(?:the )?(?:full |legal )?name of (?:the |an? )?\w+$).*\b(?:company|organi[sz]ation|firm|business|employer)\b/ },
  { role: "text", name: /^(?:notes?|comments?|body|message|content|text|description|memo|details|caption|prompt|summary|reason|input|sentence|review|paragraph)$|\b(?:notes|comment|body|message|text|content)$/, about: /^(?:the |an? |free |any )*(?:notes?|comments?|message|body|text|content|remarks?)\b/ },
  { role: "person", name: /^(?:person|full name|attendees?|recipients?|author|artist|actor|director|player|composer|scientist|president|guest|customer|user|patient|employee|contact|to|sender|host|speaker|composer)(?: name)?$|\b(?:artist|actor|player|author|person|director|composer|full|customer|user|guest|patient|inventor|painter|scientist) name$/, about: /^(?:the )?(?:full )?name of the (?:person|artist|actor|author|player|composer|user|customer|director|patient|scientist|guest)|\bfull name\b|\bwho (?:to|gets|receives)\b|^(?:the )?(?:person|recipient|customer|artist|author|player)\b/ },
  { role: "subject", name: /^(?:subject|topic|theme|about|event|reason|purpose|title)$/, about: /^(?:the )?(?:subject|topic|theme|title)\b/ },
  { role: "name", name: /\b(?:name|title|called)$/, about: /^(?:the |its |full |official )*(?:name|title)\b/ },
  { role: "unit", name: /\b(?:units?|scale|measurement|metric)$/, about: /^(?:the |output |preferred )*units?\b/ },
  { role: "amount", name: /\b(?:amount|price|cost|budget|revenue|salary|fee|value|principal|balance|income)\b/, about: /\b(?:amount|price|cost|budget|revenue|salary|money)\b/ },
  { role: "id", name: /\b(?:id|identifier|code|uuid|number|symbol|ticker|sku|isbn|vin)$/, about: /\b(?:identifier|unique id|\bid\b|code)\b/ },
];

const REFERENCE = /\bid\b[^.]{0,40}\b(?:e-?mail|name|domain)\b|\b(?:e-?mail|name|domain)\b[^.]{0,20}\bor (?:the |its )?id\b/;

/** The part of a description that names the thing, without examples, defaults and further sentences. */
export function headOf(description: string): string {
  const lower = description.toLowerCase().replace(/^(?:optional|required|if given)\b[:,. ]*/, "");
  const cut = lower.search(/\be\.\s?g\b|\bfor example\b|\bsuch as\b|\bexample|\bdefault|\boptional\b|[(.:;]|,? (?:like|in the format|in format|format)\b/);
  return (cut > 0 ? lower.slice(0, cut) : lower).trim();
}

/** The role of a parameter from the words of its name, its description and its JSON Schema format. */
export function roleOf(name: string, description: string, format: string | undefined): Role {
  if (format === "email") return "email";
  const lower = description.toLowerCase();
  if (REFERENCE.test(lower)) return referenceRole(name, lower);
  if (format === "uri" || format === "url") return "url";
  const head = headOf(description);
  if (/\b(?:unit|currency)\b.*\bfrom$/.test(head)) return "fromunit";
  if (/\b(?:unit|currency)\b.*\bto$/.test(head) && !/\bfrom\b/.test(head)) return "tounit";
  // An address is told by the description even where the name only says "to".
  if (/^(?:the )?(?:recipient'?s? |sender'?s? )?e-?mail address\b/.test(head)) return "email";
  const named = RULES.find((rule) => rule.name.test(name));
  if (named !== undefined) return dated(named.role, format);
  const described = RULES.find((rule) => rule.about?.test(head) === true);
  return dated(described?.role ?? "plain", format);
}

function dated(role: Role, format: string | undefined): Role {
  const isDate = role === "date" || role === "startdate" || role === "enddate";
  return (format === "date" || format === "date-time") && !isDate ? "date" : role;
}

/** "The company: its id, email or name" refers to a record; whose it is decides between the roles. */
function referenceRole(name: string, lower: string): Role {
  const owner = RULES.find((rule) => rule.role === "owner");
  if (owner?.name.test(name) === true || owner?.about?.test(lower) === true || /^(?:the )?(?:member|user|teammate|colleague)\b/.test(lower)) return "owner";
  return "ref";
}
