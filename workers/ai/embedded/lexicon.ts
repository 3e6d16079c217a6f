import { stem } from "./stem";

const list = (words: string): string[] => words.trim().split(/\s+/);
const set = (words: string): ReadonlySet<string> => new Set(list(words));

/** What a verb does to a record. Tools and commands are both read into these classes. */
export type Act = "create" | "get" | "find" | "update" | "delete";

/** English verbs for each act; a phrase is written with underscores. A verb may stand in several acts. */
const ACT_VERBS: Record<Act, string> = {
  create: "add create new register save put_in put enter insert make log record set_up sign_up onboard capture introduce append write_down note_down jot_down note input generate",
  get: "get show open look_up view display fetch retrieve read see pull_up bring_up details show_me give_me give_us let_me_see check tell_me_about what",
  find: "find list search which who where look_for locate query browse how_many filter seek search_for show get display fetch retrieve see view pull_up look_up show_me give_me give_us what whose count what_are tell_me",
  update: "change update set mark rename move edit modify correct adjust assign tag promote switch fix make flag replace amend label reassign put alter revise transfer relabel demote upgrade give save log record add",
  delete: "delete remove drop get_rid_of erase discard purge trash destroy wipe wipe_out throw_away throw_out del rm scrap eliminate take_off kick_out take_out",
};

/** Verb word or phrase (words joined by a space) → the acts it may mean, the likeliest first. */
export const VERBS: ReadonlyMap<string, readonly Act[]> = (() => {
  const verbs = new Map<string, Act[]>();
  for (const act of ["create", "get", "find", "update", "delete"] as const) {
    for (const verb of list(ACT_VERBS[act])) {
      const phrase = verb.replaceAll("_", " ");
      verbs.set(phrase, [...(verbs.get(phrase) ?? []), act]);
    }
  }
  return verbs;
})();

/** Verb forms whose meaning leans to one act when a tool has both. */
export const LEADING_ACT: ReadonlyMap<string, Act> = new Map([
  ["get", "get"], ["show", "get"], ["list", "find"], ["who", "find"], ["which", "find"], ["make", "create"], ["put", "create"], ["add", "create"],
  ["save", "create"], ["log", "create"], ["record", "create"],
]);

/** Stems of the verbs in `VERBS` with one word, for inflected forms ("deleted", "marking"). */
export const VERB_STEMS: ReadonlyMap<string, readonly Act[]> = new Map(
  [...VERBS].filter(([verb]) => !verb.includes(" ")).map(([verb, acts]) => [stem(verb), acts]),
);

/** How well a command's act (row) suits a tool's act: 1 is the same, 0 is neutral, below 0 speaks against. */
export const ACT_FIT: Record<Act, Record<Act, number>> = {
  create: { create: 1, get: -1, find: -1, update: -0.6, delete: -1.5 },
  get: { create: -1, get: 1, find: 0.5, update: -1, delete: -1.5 },
  find: { create: -1, get: 0.2, find: 1, update: -1, delete: -1.5 },
  update: { create: -0.6, get: -1, find: -1, update: 1, delete: -1.5 },
  delete: { create: -1.5, get: -1.2, find: -1.2, update: -1, delete: 1 },
};

/** Stems of verbs that order something of a tool although they say nothing of records. */
export const GENERAL_VERBS: ReadonlySet<string> = new Set(list("calculate compute determine estimate convert translate predict analyze solve evaluate book play send order plan").map(stem));

/** Groups of words that stand for each other when tools are ranked. */
const SYNONYMS = `
lead prospect
contact person people individual
company firm organisation organization business account corporation enterprise employer
find search locate discover look lookup
get retrieve fetch obtain show display
calculate compute determine evaluate work
create make generate build compose produce
book reserve schedule
buy purchase order
predict forecast estimate project
convert translate transform turn exchange
delete remove erase drop discard cancel
update change modify edit adjust
send mail message text deliver
play start listen stream
film movie
song track music tune
picture photo image
car vehicle automobile auto
price cost fee fare pricing rate
hire rent rental lease
trip travel journey itinerary tour
doctor physician
lawyer attorney
meeting appointment event
reminder remind alarm
job occupation profession position
pay salary wage
shop store
big large size
speed velocity
weather forecast temperature
score result
recipe cook dish meal
restaurant dining eat food
flight fly plane airline
hotel room accommodation lodging stay
city town place location
street address
email mail
phone telephone mobile cell
birthday birth born
photo picture
distance far mile kilometer
time hour clock
near nearby closest nearest
author writer write
bmi mass
light lamp bulb
stock share ticker
translate translation language
task todo
note memo
task chore
country nation
university college
kill murder
illness disease
medicine drug medication
`;

/** Stem → stems of the words that may stand for it. */
export const SYNONYM_STEMS: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const groups = new Map<string, Set<string>>();
  for (const line of SYNONYMS.trim().split("\n")) {
    const stems = list(line).map(stem);
    for (const one of stems) groups.set(one, new Set([...(groups.get(one) ?? []), ...stems].filter((other) => other !== one)));
  }
  return groups;
})();

/** Prepositions and other words that lead a phrase in; the spans after them carry them as their marker. */
export const MARKERS: ReadonlySet<string> = set(
  "of from at for with in on by to as via through about into near around under over between within during before after since until till regarding concerning named called titled entitled against among above below per without using than based owned because like inside across towards versus vs upon onto past where",
);

/** Words that say nothing by themselves about a slot's value. */
export const STOP: ReadonlySet<string> = set(`
a an the this that these those some any each every all my our your his her their its me i you he she it we they us them him hers theirs ours yours mine
is are was were be been being am do does did done have has had having will would shall should can could may might must
and or but nor so if then else also too just only please pls plz kindly thanks thank hey hi hello ok okay well now here there
what when how why who whom whose which want wants need needs needed like likes would d ll m re ve s t not no don't doesn't didn't isn't can't won't let lets let's
more most much many few lot lots very really quite such same other another both either neither own
up down out off again further once ever never always
currently ones one's something anything everything someone anyone everyone thing things stuff
dear maybe perhaps actually basically right away asap quickly immediately today's sure great good fine yes yeah yep thx thanx tks cheers ty
finally lastly respectively instead afterwards later soon today i'd i'm i'll i've it's that's there's what's who's where's how's you're we're they're he's she's whats shes hes theyre wheres whos
know tell find get give help helping wonder wondering able going trying looking interested curious
`);

/** Words that describe how something is asked for, not what: "the current", "a total", "detailed". */
export const EMPTY: ReadonlySet<string> = set("current latest recent total detailed details detail given specific following possible average certain different new upcoming respective information info result results example finally using used please answer output response available approximate exact overall main general particular various several time times way number amount name type kind list part same one original next coming process function task thing calculation");
/** Determiners and the like, dropped from the front of a span. */
export const DETERMINERS: ReadonlySet<string> = set("a an the this that these those some any my our your his her their its all every each new another following same also please just");

/** Forms of politeness and hesitation that may open a command, as phrases; longest first. */
export const OPENERS: readonly string[] = [
  "i would like you to", "i'd like you to", "i would like to", "i'd like to", "i want you to", "i need you to", "i would love to", "i'd love to",
  "would you be so kind as to", "would you be able to", "would you mind", "could you please", "can you please", "would you please", "will you please", "could you kindly",
  "can you help me", "could you help me", "please help me", "help me to", "help me", "i am trying to", "i'm trying to", "i'm going to", "we want to", "we need to", "i am looking to", "i'm looking to",
  "i want to", "i need to", "i have to", "i wanna", "i gotta", "we should", "let us", "let's", "lets", "go ahead and", "be so kind as to", "make sure to", "make sure you", "don't forget to", "remember to",
  "i'd be grateful if you could", "i would be grateful if you could", "i'd appreciate it if you could", "i would appreciate it if you could", "it would be great if you could", "it'd be great if you could", "i was wondering if you could", "if you could", "if you have a minute", "when you have a minute", "if you have time", "would it be possible to", "sorry to bother you", "one more thing",
  "is it possible to", "are you able to", "can you", "could you", "would you", "will you", "can i", "could i", "may i", "can we", "could we", "do you mind", 
  "please", "pls", "plz", "kindly", "hey there", "hey", "hi there", "hi", "hello", "ok", "okay", "so", "well", "now", "then", "also", "and", "next", "first", "second", "finally", "lastly", "thanks", "thank you", "thx", "quickly", "just", "yes", "yeah", "um", "uh", "hm", "dear assistant", "assistant", "pilothouse", "to", "afterwards", "after that", "additionally", "furthermore", "moreover",
].sort((one, other) => other.length - one.length);

/** Head nouns of what people come from when they are not from a company. */
export const CHANNEL_HEADS: ReadonlySet<string> = set(`
webinar webinars campaign campaigns conference ad ads advert advertisement newsletter referral referrals show tradeshow fair expo exhibition event events meetup website site page form linkedin facebook instagram twitter google
booth summit workshop seminar podcast blog outreach email cold call inbound outbound survey demo download ebook whitepaper search seo ppc contest giveaway partner partners mailing promo promotion landing list trial signup quiz roadshow congress hackathon course launch party breakfast dinner drive import youtube tiktok reddit quora
`);

/** Words that end a job title ("Head of Sales" starts with one). */
export const TITLE_HEADS: ReadonlySet<string> = set(`
ceo cto cfo coo cmo cio ciso cro cpo vp svp evp president founder cofounder co-founder owner director manager head chief engineer developer designer architect analyst consultant officer lead accountant administrator assistant
associate specialist coordinator executive partner principal representative rep buyer marketer recruiter scientist researcher professor teacher lawyer attorney doctor nurse editor writer journalist producer strategist planner
supervisor technician programmer advisor adviser agent broker intern secretary treasurer chair chairman chairwoman chairperson salesperson
`);
/** Words that may stand before such a head. */
export const TITLE_WORDS: ReadonlySet<string> = set("senior junior chief sales marketing product software account head vice general managing executive regional global technical art creative data finance financial hr it operations office project program business customer success support human resources growth brand content digital design engineering research assistant deputy associate lead principal staff");

/** Parts of a name that stay in lower case between its capitals. */
export const PARTICLES: ReadonlySet<string> = set("van von der den de del della di da dos das du la le el al bin ibn ben ter ten zu zur af av y e");
/** Titles before a name, dropped from a person's name. */
export const HONORIFICS: ReadonlySet<string> = set("mr mrs ms miss dr prof professor sir madam");
/** Nouns that are followed by "of" inside a proper name. */
export const OF_HEADS: ReadonlySet<string> = set("university bank ministry institute department house museum church school state republic kingdom college academy city county board bureau office council isle cape bay gulf lord game duke prince statue temple tower board society association federation battle theory law declaration treaty head vp director chief vice president");
/** Endings of company names. */
export const ORG_SUFFIXES: ReadonlySet<string> = set("inc corp corporation llc ltd limited gmbh ag sa co company group holdings partners plc bv oy ab labs technologies systems solutions industries international bank university institute agency studio studios foundation ventures capital enterprises foods services networks media software consulting logistics airlines airways motors pharma energy brothers bros associates global worldwide digital analytics robotics dynamics electronics trust fund union society records pictures insurance");

/** Words that give the next preposition its sense and name nothing themselves: "works for", "based in", "owned by". */
export const LEADS: ReadonlySet<string> = set("provide provides tell use using used make repeat perform performed visit reach consider considering assume assuming choose chose prefer want including includes included stands standing takes taking wants uses using happening happened happens works work working worked employed based located living lives live lived resides owned owns own assigned belonging belongs created added coming came comes come joined registered updated modified starting beginning ending goes going now has have sitting found dated sorted ordered matching containing moved left know heard met");

/** Frequent words that look like a slip of the pen of others ("world", "word"), and are never corrected. */
export const COMMON: ReadonlySet<string> = set(`
about above after again against almost along already although always among another around asked away back became because become been before began begin being below best better between black board body book both bring brought build built business called came cannot carry cause center certain change check child children choose city class clear close coast cold come common complete could country course cover cross dark deep deal decide different direct door down draw drive during each early earth east easy else energy enough even ever every example face fact fall family farm fast feel feet field figure fill final fine fire first fish five floor fly follow food foot force form found four free friend from front full game gave general girl give gold gone good govern great green ground group grow half hand happen hard have head hear heard heat help here high hold home horse hour house however hundred idea inch island just keep kept kind king knew know land language large last late laugh lead learn least leave left less letter life light like line list listen little live long look lost love low machine made main make many mark mean measure might mile mind minute miss money moon more morning most mother mountain move much music must name near need never next night north nothing notice noun number object ocean often once only open order other over page paint paper part pass past pattern people person picture piece place plain plan plane plant play please point port pose possible power press problem produce product program pull question quick rain read ready real record remember rest right river road rock room round rule said same school science second seem self sentence serve several shape ship short should show side simple since sing six size sleep slow small snow some song soon sound south special spell stand star start state stay steam step still stood stop story street strong study such sure surface table tail take talk teach tell test than that their them then there these they thing think this those though thought thousand three through time today together told took town travel tree true turn under unit until upon usual very voice vowel wait walk want warm watch water week weight well went were west what wheel when where which while white whole whose wind with wonder wood word work world would write year young your
cup team match player score goal weather movie pizza bread milk coffee dinner lunch breakfast ticket hotel flight train guitar piano doctor hospital garden kitchen window phone battle history president minister actor author artist poem novel joke spring summer autumn winter monday tuesday wednesday thursday friday saturday sunday
`);

/** Words for true and false, and for on and off. */
export const YES: ReadonlySet<string> = set("true yes on enabled enable with include including included includes show want wants active activate required please");
export const NO: ReadonlySet<string> = set("false no off disabled disable without exclude excluding excluded don't not never skip inactive deactivate except ignoring ignore do_not doesn't hide omit");

/** Pronouns that stand for the record of the clause before. */
export const PRONOUNS: ReadonlySet<string> = set("her him it them she he they his their its this that");

/** Common given names, in lower case: told apart from ordinary words, and never spell-corrected. */
export const GIVEN_NAMES: ReadonlySet<string> = set(`
kim nils jan piotr marek anton emil jonas johan sofie freya clara josh matt nick andy rob fred phil greg jeff
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny bob tom jim bill mike dave steve dan ben sam max leo luke liam oliver lucas mason oscar felix hugo ivan igor omar ali ahmed mohamed mohammed hassan raj ravi amit wei ming hiro ken kenji lars sven erik bjorn soren anders klaus hans fritz jurgen stefan luca marco paolo giovanni carlos miguel luis pedro diego jorge pablo
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori jane joanna eva mia ava zoe chloe lucy ella nora leah maya elena irina olga natasha yuki mei ling li priya anita fatima aisha leila ingrid astrid greta heidi claire sophie camille chiara giulia carmen rosa lucia sofia ana bella kate katie beth jill jenny meg sue anne peggy molly nina tina vera wendy yvonne bianca ada lena mina noor alex chris pat robin taylor casey jamie morgan
`);

/** Other words for an enum's value: the value, then what people say for it, word for word. */
const VALUE_WORDS = `
new fresh
contacted reached called spoken emailed
qualified hot promising
unqualified disqualified junk cold
converted won customer
high top best
low minimal
medium moderate average
asc ascending oldest lowest smallest cheapest
desc descending newest latest recent highest biggest
male man men
female woman women
driving car drive
walking foot walk
bicycling bike cycling bicycle
transit bus train
celsius metric
fahrenheit imperial
annually yearly annual year
monthly month
quarterly quarter
weekly week
daily day
open active pending
closed done finished completed
cancelled canceled
gas gasoline petrol
electric ev
urgent critical asap
easy simple beginner
hard difficult advanced
`;
/** Stem of a value → the words that people say for it, and their stems. */
export const VALUE_SYNONYMS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  VALUE_WORDS.trim().split("\n").map((line) => {
    const [value = "", ...others] = list(line);
    return [stem(value), new Set([...others, ...others.map(stem)])] as const;
  }),
);
