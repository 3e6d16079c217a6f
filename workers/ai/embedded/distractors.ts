import type { JsonSchema, Tool } from "./index";
import { type Sample, call, calls } from "./fixtures";

/** Fifty functions of other domains: noise for the CRM commands, and a test of their own for the general mechanism. */

const str = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: "string", description, ...more });
const int = (description: string): JsonSchema => ({ type: "integer", description });
const num = (description: string): JsonSchema => ({ type: "number", description });
const yes = (description: string): JsonSchema => ({ type: "boolean", description });
const list = (description: string, items: JsonSchema = { type: "string" }): JsonSchema => ({ type: "array", items, description });
const tool = (name: string, description: string, properties: Record<string, JsonSchema>, required: string[]): Tool => ({ name, description, parameters: { type: "object", properties, required } });
const oneOf = (description: string, ...values: string[]): JsonSchema => ({ type: "string", enum: values, description });

export const distractors: readonly Tool[] = [
  // Weather and nature.
  tool("get_weather", "Get the current weather for a city", { city: str("City, e.g. Oslo"), units: oneOf("Units of temperature", "celsius", "fahrenheit") }, ["city"]),
  tool("weather_forecast", "Get a weather forecast for the coming days", { location: str("City and country, e.g. Oslo, Norway"), days: int("Number of days to forecast") }, ["location", "days"]),
  tool("air_quality", "Get the air quality index of a place on a date", { place: str("Name of the place"), date: str("Date", { format: "date" }) }, ["place"]),
  tool("sunrise_time", "Get the time of sunrise at a location", { location: str("City or place"), date: str("The date, YYYY-MM-DD") }, ["location"]),
  tool("species_info", "Look up facts about an animal or plant species", { species: str("Common name of the species"), habitat: yes("Whether to include the habitat") }, ["species"]),
  // Calendar and time.
  tool("schedule_meeting", "Schedule a meeting", { title: str("Title of the meeting"), date: str("Day of the meeting", { format: "date" }), duration: int("Duration in minutes"), attendees: list("Names of the attendees") }, ["title", "date"]),
  tool("set_alarm", "Set an alarm", { time: str("Time of the alarm, HH:MM"), label: str("Label of the alarm") }, ["time"]),
  tool("start_timer", "Start a timer", { minutes: int("Length in minutes") }, ["minutes"]),
  tool("create_reminder", "Create a reminder", { task: str("What to be reminded of"), due: str("When it is due", { format: "date-time" }) }, ["task"]),
  tool("convert_time_zone", "Convert a time from one time zone to another", { time: str("Time, e.g. 14:30"), from_zone: str("Time zone to convert from"), to_zone: str("Time zone to convert to") }, ["time", "from_zone", "to_zone"]),
  // Travel.
  tool("search_flights", "Search for flights between two cities", { origin: str("Departure city"), destination: str("Arrival city"), date: str("Date of departure", { format: "date" }), passengers: int("Number of passengers"), cabin: oneOf("Cabin class", "economy", "business", "first") }, ["origin", "destination"]),
  tool("book_hotel", "Book a hotel room", { city: str("City of the hotel"), check_in: str("Check-in date", { format: "date" }), nights: int("Number of nights"), room_type: oneOf("Type of room", "single", "double", "suite"), breakfast: yes("Whether breakfast is included") }, ["city", "nights"]),
  tool("rent_car", "Rent a car", { pickup: str("City where the car is picked up"), days: int("Number of rental days"), car_type: str("Type of car, e.g. compact, SUV") }, ["pickup", "days"]),
  tool("train_timetable", "Get the timetable of trains from one station to another", { from_station: str("Station of departure"), to_station: str("Station of arrival") }, ["from_station", "to_station"]),
  tool("driving_distance", "Calculate the driving distance between two places", { start: str("Starting place"), end: str("Destination place"), unit: oneOf("Unit of the distance", "km", "miles") }, ["start", "end"]),
  tool("visa_requirements", "Check the visa requirements of a country for a nationality", { country: str("Country to travel to"), nationality: str("Nationality of the traveller") }, ["country", "nationality"]),
  // Mathematics and physics.
  tool("triangle_area", "Calculate the area of a triangle from its base and height", { base: num("Length of the base"), height: num("Height of the triangle") }, ["base", "height"]),
  tool("circle_circumference", "Calculate the circumference of a circle", { radius: num("Radius of the circle") }, ["radius"]),
  tool("greatest_common_divisor", "Find the greatest common divisor of two numbers", { first: int("First number"), second: int("Second number") }, ["first", "second"]),
  tool("mean_of_numbers", "Calculate the mean of a list of numbers", { numbers: list("The numbers", { type: "number" }) }, ["numbers"]),
  tool("prime_factors", "Compute the prime factors of a number", { number: int("The number to factor") }, ["number"]),
  tool("compound_interest", "Calculate compound interest on a principal", { principal: num("Initial amount of money"), rate: num("Annual interest rate in percent"), years: int("Number of years") }, ["principal", "rate", "years"]),
  tool("kinetic_energy", "Calculate the kinetic energy of a moving object", { mass: num("Mass in kilograms"), velocity: num("Velocity in metres per second") }, ["mass", "velocity"]),
  tool("body_mass_index", "Calculate the body mass index of a person", { weight: num("Weight in kilograms"), height: num("Height in centimetres") }, ["weight", "height"]),
  tool("convert_units", "Convert a value from one unit to another", { value: num("The value to convert"), from_unit: str("Unit to convert from"), to_unit: str("Unit to convert to") }, ["value", "from_unit", "to_unit"]),
  tool("random_number", "Generate random numbers in a range", { minimum: int("Lower bound"), maximum: int("Upper bound"), count: int("How many numbers") }, ["minimum", "maximum"]),
  // Devices.
  tool("set_thermostat", "Set the temperature of a room", { room: str("Room, e.g. kitchen"), temperature: num("Temperature in degrees Celsius") }, ["room", "temperature"]),
  tool("switch_light", "Switch a light on or off", { room: str("Room of the light, e.g. kitchen"), state: oneOf("State of the light", "on", "off") }, ["room", "state"]),
  tool("set_volume", "Set the volume of a speaker", { level: int("Volume level in percent") }, ["level"]),
  tool("lock_door", "Lock a door of the house", { door: str("Which door, e.g. front door") }, ["door"]),
  tool("vacuum_room", "Let the robot vacuum a room", { room: str("Room to vacuum") }, ["room"]),
  // Music and media.
  tool("play_song", "Play a song", { title: str("Title of the song"), artist: str("Name of the artist") }, ["title"]),
  tool("create_playlist", "Create a playlist", { name: str("Name of the playlist"), songs: list("Titles of the songs") }, ["name"]),
  tool("movie_details", "Get details of a movie", { title: str("Title of the movie"), year: int("Year of release") }, ["title"]),
  tool("book_summary", "Get the summary of a book", { title: str("Title of the book"), author: str("Author of the book") }, ["title"]),
  tool("concert_search", "Search for concerts of an artist", { artist: str("Name of the artist"), city: str("City of the concert"), month: str("Month of the concert") }, ["artist"]),
  tool("compose_melody", "Compose a melody in a key", { key: str("Musical key, e.g. C"), tempo: int("Tempo in beats per minute"), instrument: str("Instrument, e.g. piano") }, ["key"]),
  // Finance.
  tool("stock_price", "Get the price of a stock", { symbol: str("Ticker symbol, e.g. AAPL"), date: str("Date of the price", { format: "date" }) }, ["symbol"]),
  tool("exchange_rate", "Get the exchange rate between two currencies", { from_currency: str("Currency to convert from, e.g. USD"), to_currency: str("Currency to convert to, e.g. EUR") }, ["from_currency", "to_currency"]),
  tool("loan_payment", "Calculate the monthly payment of a loan", { amount: num("Loan amount"), interest_rate: num("Yearly interest rate in percent"), term: int("Term in years") }, ["amount", "interest_rate", "term"]),
  tool("transfer_money", "Transfer money to a person", { recipient: str("Name of the recipient"), amount: num("Amount of money"), currency: str("Currency, e.g. EUR") }, ["recipient", "amount"]),
  tool("tax_estimate", "Estimate the income tax of a person", { income: num("Yearly income"), country: str("Country of residence"), married: yes("Whether the person is married") }, ["income", "country"]),
  // Food, shops, health.
  tool("find_recipe", "Find a recipe for a dish", { dish: str("Name of the dish"), servings: int("Number of servings"), vegetarian: yes("Whether it has to be vegetarian") }, ["dish"]),
  tool("order_pizza", "Order a pizza", { size: oneOf("Size of the pizza", "small", "medium", "large"), toppings: list("Toppings, e.g. olives"), address: str("Delivery address") }, ["size"]),
  tool("restaurant_search", "Search for restaurants by cuisine and location", { cuisine: str("Cuisine, e.g. Italian"), location: str("City or district"), price: oneOf("Price level", "cheap", "moderate", "expensive") }, ["cuisine", "location"]),
  tool("calories_of_food", "Get the calories of a food", { food: str("Name of the food"), grams: num("Weight in grams") }, ["food"]),
  tool("find_doctor", "Find a doctor by speciality", { speciality: str("Medical speciality, e.g. dermatology"), city: str("City") }, ["speciality", "city"]),
  // Language and knowledge.
  tool("translate_text", "Translate a text into a language", { text: str("Text to translate"), language: str("Target language") }, ["text", "language"]),
  tool("define_word", "Define a word", { word: str("The word to define") }, ["word"]),
  tool("capital_of_country", "Get the capital of a country", { country: str("Name of the country") }, ["country"]),
];

/** Commands for these functions: what the general mechanism was tuned on, with none of a benchmark's rows. */
export const generalSamples: readonly Sample[] = [
  ["What's the weather like in Oslo?", call("get_weather", { city: "Oslo" })],
  ["get the weather in Madrid in fahrenheit", call("get_weather", { city: "Madrid", units: "fahrenheit" })],
  ["give me a weather forecast for Oslo, Norway for the next 5 days", call("weather_forecast", { location: "Oslo, Norway", days: 5 })],
  ["air quality in Delhi on 2026-03-01", call("air_quality", { place: "Delhi", date: "2026-03-01" })],
  ["what time is sunrise at Lisbon", call("sunrise_time", { location: "Lisbon" })],
  ["look up facts about the snow leopard species", call("species_info", { species: "snow leopard" })],
  ['schedule a meeting titled "Quarterly review" on 2026-04-02 with a duration of 45 minutes', call("schedule_meeting", { title: "Quarterly review", date: "2026-04-02", duration: 45 })],
  ["start a timer for 25 minutes", call("start_timer", { minutes: 25 })],
  ["search flights from Berlin to Rome on May 3 2026 for two passengers", call("search_flights", { origin: "Berlin", destination: "Rome", date: "2026-05-03", passengers: 2 })],
  ["find me business flights from London to New York", call("search_flights", { origin: "London", destination: "New York", cabin: "business" })],
  ["book a hotel room in Vienna for 3 nights, double room with breakfast", call("book_hotel", { city: "Vienna", nights: 3, room_type: "double", breakfast: true })],
  ["rent a car in Porto for 4 days", call("rent_car", { pickup: "Porto", days: 4 })],
  ["timetable of trains from Hamburg to Munich", call("train_timetable", { from_station: "Hamburg", to_station: "Munich" })],
  ["calculate the driving distance between Lyon and Marseille in km", call("driving_distance", { start: "Lyon", end: "Marseille", unit: "km" })],
  ["calculate the area of a triangle with base 6 and height 10", call("triangle_area", { base: 6, height: 10 })],
  ["What is the area of a triangle whose height is 4.5 and whose base is 8?", call("triangle_area", { base: 8, height: 4.5 })],
  ["calculate the circumference of a circle with a radius of 7 cm", call("circle_circumference", { radius: 7 })],
  ["find the greatest common divisor of 36 and 48", call("greatest_common_divisor", { first: 36, second: 48 })],
  ["calculate the mean of the numbers 4, 8, 15 and 16", call("mean_of_numbers", { numbers: [4, 8, 15, 16] })],
  ["what is the mean of [3, 5, 7.5]?", call("mean_of_numbers", { numbers: [3, 5, 7.5] })],
  ["compute the prime factors of 360", call("prime_factors", { number: 360 })],
  ["calculate the compound interest on $5,000 at 4% for 10 years", call("compound_interest", { principal: 5000, rate: 4, years: 10 })],
  ["kinetic energy of an object with a mass of 12 kg moving at a velocity of 3 m/s", call("kinetic_energy", { mass: 12, velocity: 3 })],
  ["calculate my body mass index, I weigh 72 kg and I am 181 cm tall", call("body_mass_index", { weight: 72, height: 181 })],
  ["convert 12 miles to kilometres", call("convert_units", { value: 12, from_unit: "miles", to_unit: "kilometres" })],
  ["generate 3 random numbers between 10 and 99", call("random_number", { minimum: 10, maximum: 99, count: 3 })],
  ["set the temperature of the bedroom to 19.5 degrees", call("set_thermostat", { room: "bedroom", temperature: 19.5 })],
  ["switch the light in the kitchen off", call("switch_light", { room: "kitchen", state: "off" })],
  ["set the volume to 40 percent", call("set_volume", { level: 40 })],
  ["lock the front door", call("lock_door", { door: "front door" })],
  ['play the song "Hey Jude" by The Beatles', call("play_song", { title: "Hey Jude", artist: "The Beatles" })],
  ["play Imagine by John Lennon", call("play_song", { title: "Imagine", artist: "John Lennon" })],
  ["create a playlist called Road Trip", call("create_playlist", { name: "Road Trip" })],
  ["get details of the movie Inception from 2010", call("movie_details", { title: "Inception", year: 2010 })],
  ["summary of the book 'Emma' by Jane Austen", call("book_summary", { title: "Emma", author: "Jane Austen" })],
  ["search concerts of Coldplay in Paris in June", call("concert_search", { artist: "Coldplay", city: "Paris", month: "June" })],
  ["compose a melody in the key of D with a tempo of 90 beats per minute", call("compose_melody", { key: "D", tempo: 90 })],
  ["what's the stock price of MSFT", call("stock_price", { symbol: "MSFT" })],
  ["exchange rate from USD to EUR", call("exchange_rate", { from_currency: "USD", to_currency: "EUR" })],
  ["calculate the monthly payment of a loan of $200,000 with an interest rate of 3.5% over 20 years", call("loan_payment", { amount: 200_000, interest_rate: 3.5, term: 20 })],
  ["transfer 50 euros to Maria Lopez", call("transfer_money", { recipient: "Maria Lopez", amount: 50, currency: "EUR" })],
  ["estimate the tax for an income of 60000 in Germany", call("tax_estimate", { income: 60_000, country: "Germany" })],
  ["find a vegetarian recipe for lasagna with 4 servings", call("find_recipe", { dish: "lasagna", servings: 4, vegetarian: true })],
  ["order a large pizza with olives, mushrooms and onions", call("order_pizza", { size: "large", toppings: ["olives", "mushrooms", "onions"] })],
  ["find cheap Italian restaurants in Chicago", call("restaurant_search", { cuisine: "Italian", location: "Chicago", price: "cheap" })],
  ["how many calories are in 150 grams of rice", call("calories_of_food", { food: "rice", grams: 150 })],
  ["find a dermatology doctor in Boston", call("find_doctor", { speciality: "dermatology", city: "Boston" })],
  ['translate "good morning" into Spanish', call("translate_text", { text: "good morning", language: "Spanish" })],
  ["define the word ephemeral", call("define_word", { word: "ephemeral" })],
  ["what is the capital of Mongolia", call("capital_of_country", { country: "Mongolia" })],
  // Several calls.
  ["get the weather in Oslo and Bergen", calls(["get_weather", { city: "Oslo" }], ["get_weather", { city: "Bergen" }])],
  ["play Yesterday by The Beatles and then start a timer for 5 minutes", calls(["play_song", { title: "Yesterday", artist: "The Beatles" }], ["start_timer", { minutes: 5 }])],
  ["calculate the circumference of circles with radius 3, 4 and 5", calls(["circle_circumference", { radius: 3 }], ["circle_circumference", { radius: 4 }], ["circle_circumference", { radius: 5 }])],
  ["what is the stock price of AAPL and what is the capital of Peru?", calls(["stock_price", { symbol: "AAPL" }], ["capital_of_country", { country: "Peru" }])],
  ["calculate the area of a triangle with base 3 and height 4, and of another with base 5 and height 6", calls(["triangle_area", { base: 3, height: 4 }], ["triangle_area", { base: 5, height: 6 }])],
  ["compute the prime factors of 12, of 18 and of 30", calls(["prime_factors", { number: 12 }], ["prime_factors", { number: 18 }], ["prime_factors", { number: 30 }])],
  // Near misses.
  ["what is the population of Mongolia", "none"],
  ["who painted the Mona Lisa", "none"],
  ["how deep is the ocean", "none"],
  ["calculate the volume of a sphere with radius 3", "none"],
  ["what is the boiling point of water", "none"],
  ["who wrote the national anthem of Chile", "none"],
  ["book a table for two", "none"],
  ["solve the equation x + 2 = 5", "none"],
];
