const lines = (text: string): string[] => text.trim().split(/\s*[\n;]\s*/);

/** Countries by their English name in lower case, with the names that people use for them. */
export const COUNTRIES: ReadonlySet<string> = new Set(lines(`
afghanistan;albania;algeria;andorra;angola;argentina;armenia;australia;austria;azerbaijan;bahamas;bahrain;bangladesh;barbados;belarus;belgium;belize;benin;bhutan;bolivia;bosnia;botswana;brazil;brunei;bulgaria;burundi
cambodia;cameroon;canada;chad;chile;china;colombia;congo;costa rica;croatia;cuba;cyprus;czech republic;czechia;denmark;dominican republic;ecuador;egypt;el salvador;estonia;ethiopia;fiji;finland;france;gabon;gambia;georgia;germany;ghana;greece;guatemala;guinea;guyana
haiti;honduras;hong kong;hungary;iceland;india;indonesia;iran;iraq;ireland;israel;italy;ivory coast;jamaica;japan;jordan;kazakhstan;kenya;kosovo;kuwait;laos;latvia;lebanon;liberia;libya;liechtenstein;lithuania;luxembourg
madagascar;malawi;malaysia;maldives;mali;malta;mauritius;mexico;moldova;monaco;mongolia;montenegro;morocco;mozambique;myanmar;namibia;nepal;netherlands;the netherlands;holland;new zealand;nicaragua;niger;nigeria;north korea;north macedonia;norway
oman;pakistan;palestine;panama;paraguay;peru;philippines;poland;portugal;puerto rico;qatar;romania;russia;rwanda;saudi arabia;scotland;england;wales;senegal;serbia;singapore;slovakia;slovenia;somalia;south africa;south korea;korea;spain;sri lanka;sudan;sweden;switzerland;syria
taiwan;tajikistan;tanzania;thailand;togo;tunisia;turkey;turkmenistan;uganda;ukraine;united arab emirates;uae;united kingdom;uk;great britain;britain;united states;united states of america;usa;us;u.s.;u.s.a.;america;uruguay;uzbekistan;venezuela;vietnam;yemen;zambia;zimbabwe
`));

/** States of the USA: name and postal code, both in lower case. */
export const STATES: ReadonlySet<string> = new Set(lines(`
alabama;alaska;arizona;arkansas;california;colorado;connecticut;delaware;florida;georgia;hawaii;idaho;illinois;indiana;iowa;kansas;kentucky;louisiana;maine;maryland;massachusetts;michigan;minnesota;mississippi;missouri;montana;nebraska;nevada;new hampshire;new jersey;new mexico;new york;north carolina;north dakota;ohio;oklahoma;oregon;pennsylvania;rhode island;south carolina;south dakota;tennessee;texas;utah;vermont;virginia;washington;west virginia;wisconsin;wyoming
`));
export const STATE_CODES: ReadonlySet<string> = new Set(
  "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC".split(" "),
);

/** Large cities in lower case, for telling a place from a company where neither preposition nor capital does. */
export const CITIES: ReadonlySet<string> = new Set(lines(`
amsterdam;athens;atlanta;austin;bangkok;barcelona;beijing;berlin;birmingham;bogota;boston;brussels;bucharest;budapest;buenos aires;cairo;cape town;chennai;chicago;cologne;copenhagen;dallas;delhi;denver;detroit;dubai;dublin;edinburgh;frankfurt;geneva;glasgow;hamburg;hanoi;helsinki;hong kong;honolulu;houston;istanbul;jakarta;jerusalem;johannesburg;karachi;kyiv;kyoto;lagos;las vegas;lima;lisbon;london;los angeles;lyon;madrid;manchester;manila;marseille;melbourne;mexico city;miami;milan;minneapolis;montreal;moscow;mumbai;munich;nairobi;naples;new delhi;new orleans;new york;new york city;nice;orlando;osaka;oslo;ottawa;paris;philadelphia;phoenix;portland;porto;prague;rio de janeiro;riyadh;rome;rotterdam;san diego;san francisco;san jose;santiago;sao paulo;seattle;seoul;shanghai;singapore;sofia;stockholm;sydney;tel aviv;tokyo;toronto;valencia;vancouver;venice;vienna;warsaw;zurich
`));

/** Names and signs of currencies in lower case → ISO 4217 code. */
export const CURRENCIES: ReadonlyMap<string, string> = new Map(
  lines(`
$ USD;€ EUR;£ GBP;¥ JPY;₹ INR;dollar USD;dollars USD;usd USD;us dollar USD;bucks USD;euro EUR;euros EUR;eur EUR;pound GBP;pounds GBP;sterling GBP;gbp GBP;quid GBP;yen JPY;jpy JPY;franc CHF;francs CHF;chf CHF;rupee INR;rupees INR;inr INR;yuan CNY;cny CNY;rmb CNY;krona SEK;kronor SEK;sek SEK;nok NOK;dkk DKK;kroner DKK;zloty PLN;pln PLN;cad CAD;aud AUD;nzd NZD;sgd SGD;hkd HKD;brl BRL;real BRL;mxn MXN;peso MXN;pesos MXN;zar ZAR;rand ZAR;krw KRW;won KRW;czk CZK;huf HUF;us dollars USD;canadian dollar CAD;canadian dollars CAD;australian dollar AUD;australian dollars AUD;singapore dollars SGD;hong kong dollars HKD;new zealand dollars NZD;british pound GBP;british pounds GBP;japanese yen JPY;swiss franc CHF;swiss francs CHF;indian rupee INR;indian rupees INR;chinese yuan CNY;mexican peso MXN;mexican pesos MXN;try TRY;lira TRY;ils ILS;aed AED
`).map((line) => {
    const at = line.lastIndexOf(" ");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  }),
);

/** Currencies that have no smaller unit. */
export const WHOLE_CURRENCIES: ReadonlySet<string> = new Set(["JPY", "KRW"]);

export const MONTHS: readonly string[] = "january february march april may june july august september october november december".split(" ");
export const DAYS: readonly string[] = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
