import { type Expected, call, calls } from "./fixtures";
import type { JsonSchema, Tool } from "./index";

/** Single functions with a command each, in many domains and written for this test: what free text looks like to a lone tool. */

type Single = { tool: Tool; command: string; expected: Expected };

/** "city!: City of the event; days:int: Number of days": a short hand for parameters; "!" is required, "a|b" an enum. */
function parameters(text: string): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const part of text.split("; ")) {
    const [, name = "", need, type = "string", description = ""] = /^(\w+)(!?)(?::([\w|[\]% -]+))?: (.*)$/.exec(part) ?? [];
    if (need === "!") required.push(name);
    const simple: Record<string, JsonSchema> = { int: { type: "integer" }, num: { type: "number" }, bool: { type: "boolean" }, "[string]": { type: "array", items: { type: "string" } }, "[int]": { type: "array", items: { type: "integer" } }, "[num]": { type: "array", items: { type: "number" } } };
    const base = simple[type] ?? (type.includes("|") ? { type: "string", enum: type.split("|") } : { type: "string" });
    properties[name] = { ...base, description };
  }
  return { type: "object", properties, required };
}

function single(name: string, description: string, text: string, command: string, ...sets: Record<string, unknown>[]): Single {
  const expected = sets.length === 0 ? ("none" as const) : sets.length === 1 ? call(name, sets[0] ?? {}) : calls(...sets.map((set) => [name, set] as const));
  return { tool: { name, description, parameters: parameters(text) }, command, expected };
}

export const singles: readonly Single[] = [
  // Numbers told apart by the words and units around them.
  single("stopping_distance", "Calculate the stopping distance of a vehicle", "speed!:num: Speed in km/h; friction!:num: Coefficient of friction; reaction_time:num: Reaction time in seconds", "How far does a truck need to stop at a speed of 80 km/h with a friction coefficient of 0.7? Calculate the stopping distance.", { speed: 80, friction: 0.7 }),
  single("heat_energy", "Calculate the energy to heat a substance", "mass!:num: Mass in kilograms; temperature_change!:num: Change of temperature in degrees; substance: Substance, default is water", "How much energy does it take to heat 2.5kg by 40 degrees?", { mass: 2.5, temperature_change: 40 }),
  single("paint_needed", "Estimate the paint needed for a wall", "width!:int: Width of the wall in feet; height!:int: Height of the wall in feet; coverage!:int: Square feet that a gallon covers", "Estimate the paint needed for a wall of 12 feet height and 40 feet width if a gallon covers 350 square feet", { width: 40, height: 12, coverage: 350 }),
  single("quadratic_roots", "Find the roots of a quadratic equation ax^2 + bx + c = 0", "a!:int: Coefficient of x^2; b!:int: Coefficient of x; c!:int: Constant term", "Find the roots of a quadratic equation where a = 3, b = -11 and c = -4", { a: 3, b: -11, c: -4 }),
  single("lcm", "Find the least common multiple of two numbers", "num1!:int: First number; num2!:int: Second number", "What is the least common multiple of 18 and 30?", { num1: 18, num2: 30 }),
  single("projectile_range", "Calculate the range of a projectile", "velocity!:num: Initial velocity in m/s; angle!:num: Launch angle in degrees; gravity:num: Acceleration due to gravity in m/s^2, default is 9.81", "Calculate the range of a projectile launched at an angle of 35 degrees with an initial velocity of 60 m/s", { velocity: 60, angle: 35 }),
  single("savings_growth", "Calculate the growth of savings with monthly deposits", "initial!:int: Initial amount; monthly_deposit!:int: Deposit every month; rate!:num: Annual interest rate as a decimal; years!:int: Number of years", "I have $3,000 and deposit $150 every month at an annual interest rate of 4%. Calculate the growth of my savings over 12 years.", { initial: 3000, monthly_deposit: 150, rate: 0.04, years: 12 }),
  single("trip_cost", "Calculate the fuel cost of a trip", "distance!:int: Distance in miles; efficiency!:int: Miles per gallon of the car; fuel_price!:num: Price of a gallon", "Calculate the fuel cost of a 420 miles trip when my car does 30 miles per gallon and fuel costs $3.49 a gallon", { distance: 420, efficiency: 30, fuel_price: 3.49 }),
  single("population_growth", "Project the growth of a population", "population!:int: Current population; growth_rate!:num: Annual growth rate in percent; years!:int: Number of years", "Project the growth of a population of 1.5 million at an annual growth rate of 2.1% over the next 20 years", { population: 1_500_000, growth_rate: 2.1, years: 20 }),
  single("sort_numbers", "Sort a list of numbers", "numbers!:[int]: Numbers to sort; order!:ascending|descending: Order", "Sort the list [9, 4, 17, 3] in descending order", { numbers: [9, 4, 17, 3], order: "descending" }),
  single("standard_deviation", "Compute the standard deviation of data", "data!:[num]: Data points; sample:bool: Whether it is a sample", "compute the standard deviation of 4.5, 6.1, 7.2 and 9", { data: [4.5, 6.1, 7.2, 9] }),
  single("polygon_area", "Calculate the area of a polygon from its side length and number of sides", "sides!:int: Number of sides; side_length!:num: Length of a side", "Calculate the area of a polygon with 6 sides and a side length of 4", { sides: 6, side_length: 4 }),
  single("circuit_power", "Calculate the power in a circuit", "voltage!:int: Voltage in volts; current!:int: Current in amperes", "What is the power in a circuit with 12V and 3A?", { voltage: 12, current: 3 }),
  single("random_walk", "Simulate a random walk", "steps!:int: Number of steps; seed:int: Random seed", "simulate a random walk of 500 steps", { steps: 500 }),

  // Names, places and free text.
  single("museum_hours", "Get the opening hours of a museum", "museum!: Name of the museum; city!: City of the museum; day: Day of the week", "What are the opening hours of the Rijksmuseum in Amsterdam?", { museum: "Rijksmuseum", city: "Amsterdam" }),
  single("artwork_creator", "Find the creator of an artwork", "artwork!: Name of the artwork; location: Where it is", "Who is the creator of the artwork The Night Watch?", { artwork: "The Night Watch" }),
  single("player_statistics", "Get statistics of a player for a season", "player!: Name of the player; season!: Season, e.g. 2019; league: League", "Get the statistics of Lionel Messi for the season 2015", { player: "Lionel Messi", season: "2015" }),
  single("team_ranking", "Get the ranking of a team in a league", "team!: Name of the team; league!: Name of the league", "What's the ranking of Inter Milan in Serie A?", { team: "Inter Milan", league: "Serie A" }),
  single("court_case", "Find a court case by its number and court", "case_number!: Number of the case; court!: Court of the case; details:bool: Whether to include details", "Find the court case with case number CV-4471 in the Superior Court, with details", { case_number: "CV-4471", court: "Superior Court", details: true }),
  single("historic_battle", "Get information about a battle in history", "battle!: Name of the battle; year:int: Year of the battle", "Tell me about the Battle of Hastings in history, year 1066", { battle: "Battle of Hastings", year: 1066 }),
  single("recipe_search", "Search for a recipe by ingredients", "ingredients!:[string]: Ingredients; diet: Diet, e.g. vegan; max_minutes:int: Maximum time in minutes", "Find a recipe with tomatoes, basil and mozzarella that takes at most 30 minutes", { ingredients: ["tomatoes", "basil", "mozzarella"], max_minutes: 30 }),
  single("book_restaurant", "Book a table at a restaurant", "restaurant!: Name of the restaurant; people!:int: Number of people; time!: Time, e.g. 19:30; date: Date", "Book a table for 4 people at Da Mario at 20:15", { restaurant: "Da Mario", people: 4, time: "20:15" }),
  single("directions", "Get directions from one place to another", "start!: Starting place; end!: Destination; mode:driving|walking|transit: Mode of transport", "give me walking directions from the Colosseum to Trevi Fountain", { start: "Colosseum", end: "Trevi Fountain", mode: "walking" }),
  single("send_message", "Send a message to a person", "recipient!: Name of the recipient; text!: Text of the message", "send a message to Anna saying \"I'm running late\"", { recipient: "Anna", text: "I'm running late" }),
  single("news_search", "Search for news about a topic", "topic!: Topic of the news; language: Language; count:int: Number of articles", "search for 10 news articles about renewable energy", { topic: "renewable energy", count: 10 }),
  single("plant_care", "Get care tips for a plant", "plant!: Name of the plant; indoor!:bool: Whether it stands indoors", "care tips for a monstera plant that stands indoors", { plant: "monstera", indoor: true }),
  single("gdp_data", "Get the GDP of a country for a range of years", "country!: Country; start_year!:int: First year; end_year!:int: Last year", "Get the GDP of Brazil from 1990 to 2010", { country: "Brazil", start_year: 1990, end_year: 2010 }),
  single("mix_colors", "Mix two colors", "color1!: First color; color2!: Second color; lightness:int: Lightness in percent", "mix red and white with 70 percent lightness", { color1: "red", color2: "white", lightness: 70 }),
  single("flight_booking", "Book a flight", "departure!: Departure city; destination!: Destination city; date!: Date of the flight, YYYY-MM-DD; airline: Airline", "Book a flight with Lufthansa from Frankfurt to Lisbon on June 5th 2026", { departure: "Frankfurt", destination: "Lisbon", date: "2026-06-05", airline: "Lufthansa" }),
  single("convert_currency", "Convert an amount from one currency to another", "amount!:num: Amount; from!: Currency to convert from; to!: Currency to convert to", "Convert 250 pounds to euros", { amount: 250, from: "GBP", to: "EUR" }),
  single("house_search", "Search for houses for sale", "location!: City and state, e.g. Austin, TX; bedrooms!:int: Number of bedrooms; max_price:int: Highest price", "find houses in Denver, CO with 3 bedrooms under $450,000", { location: "Denver, CO", bedrooms: 3, max_price: 450_000 }),
  single("zodiac", "Get the compatibility of two zodiac signs", "sign1!: First sign; sign2!: Second sign", "how compatible are the zodiac signs Leo and Virgo?", { sign1: "Leo", sign2: "Virgo" }),
  single("element_info", "Get information about a chemical element", "element!: Name of the element; isotopes:bool: Whether to list isotopes", "Give me information about the chemical element iridium including isotopes", { element: "iridium", isotopes: true }),
  single("event_finder", "Find events of a genre in a city", "city!: City; genre!: Genre, e.g. jazz; days:int: Days ahead", "find rock events in Austin for the next 10 days", { city: "Austin", genre: "rock", days: 10 }),
  single("instrument_shop", "Find a musical instrument for sale", "instrument!: Kind of instrument; brand: Brand; max_price:int: Highest price", "Find a Fender guitar for under 900 dollars", { instrument: "guitar", brand: "Fender", max_price: 900 }),
  single("employee_record", "Get the record of an employee", "employee_id!: Id of the employee; year:int: Year; salary:bool: Whether to include the salary", "get the record of the employee with id 88213 without the salary", { employee_id: "88213", salary: false }),

  // One clause, several calls.
  single("hypotenuse", "Calculate the hypotenuse of a right triangle", "a!:int: First leg; b!:int: Second leg", "Calculate the hypotenuse of two right triangles: one with legs 3 and 4, and another with legs 5 and 12.", { a: 3, b: 4 }, { a: 5, b: 12 }),
  single("bmi", "Calculate the body mass index", "weight!:int: Weight in kilograms; height!:int: Height in centimeters", "Calculate the body mass index of three people. The first weighs 60 kilograms and is 165 centimeters tall, the second weighs 82 kilograms and is 180 centimeters tall, and the third weighs 95 kilograms and is 190 centimeters tall.", { weight: 60, height: 165 }, { weight: 82, height: 180 }, { weight: 95, height: 190 }),
  single("weather", "Get the weather forecast of a city", "city!: City; days!:int: Number of days", "Get the weather forecast for Cairo for 3 days and for Nairobi for 5 days", { city: "Cairo", days: 3 }, { city: "Nairobi", days: 5 }),
  single("book_flight", "Book a flight between two cities", "origin!: Departure city; destination!: Arrival city", "Book a flight from Rome to Athens and then from Athens to Cairo", { origin: "Rome", destination: "Athens" }, { origin: "Athens", destination: "Cairo" }),
  single("capital", "Get the capital of a country", "country!: Country", "What are the capitals of Chile, Peru and Bolivia?", { country: "Chile" }, { country: "Peru" }, { country: "Bolivia" }),
  single("factorial", "Calculate the factorial of a number", "number!:int: The number", "Calculate the factorial of 5, then the factorial of 7, and finally the factorial of 9.", { number: 5 }, { number: 7 }, { number: 9 }),
  single("book_details", "Get the details of a book", "title!: Title of the book", "Get me the details of the books 'Dune' and 'Neuromancer'", { title: "Dune" }, { title: "Neuromancer" }),
  single("city_population", "Get the population of a city in a year", "city!: City; year!:int: Year", "population of Tokyo and Osaka in 1990 and 2000 respectively", { city: "Tokyo", year: 1990 }, { city: "Osaka", year: 2000 }),

  // What a lone tool is not for.
  single("get_recipe", "Get a recipe for a dish", "dish!: Name of the dish", "Who won the 100 metres at the last Olympics?"),
  single("stock_history", "Get the price history of a stock", "symbol!: Ticker symbol; days!:int: Number of days", "How long does it take to boil an egg?"),
  single("solve_linear", "Solve a linear equation", "equation!: The equation", "What is the tallest mountain in Europe?"),
  single("museum_search", "Find museums in a city", "city!: City", "What's the fastest train in Tokyo?"),
  single("book_taxi", "Book a taxi", "pickup!: Pickup address; dropoff!: Drop-off address", "Find the distance from Boston to Newark"),
  single("painting_value", "Estimate the value of a painting", "painting!: Name of the painting; artist!: Artist", "How many moons does Saturn have?"),
  single("calculate_density", "Calculate the density of a substance", "mass!:num: Mass in kilograms; volume!:num: Volume in litres", "Calculate the momentum of a ball with mass 3 kg and velocity 4 m/s"),
  single("find_lawyer", "Find a lawyer in a city", "city!: City; field!: Field of law", "Which river flows through Vienna?"),
];
