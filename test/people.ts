/** People as tests need them: signed in by cookie, with their mails read and the codes of their authenticator made. */
import { makeTenant, ORIGIN, send, type Answer, type Client, type SendOptions, type TestTenant } from "./harness";
import { cookiesOf, PASSWORD, signIn } from "./operations";
import { hashPassword } from "../workers/identity/password";

export { cookiesOf, PASSWORD, signIn };
export { totp } from "./totp";

let passwordHash: Promise<string> | undefined;

/** A workspace whose owner signs in with PASSWORD. */
export const makePerson = async (): Promise<TestTenant> => makeTenant({ passwordHash: await (passwordHash ??= hashPassword(PASSWORD)), email: `p-${crypto.randomUUID()}@example.com` });

/** A request from an address of its own, so that no test meets another's limits. */
export const from = (method: string, path: string, options: SendOptions = {}): Promise<Answer> =>
  send(method, path, { ...options, headers: { "cf-connecting-ip": crypto.randomUUID(), ...options.headers } });

/** In order, for answers to requests that were sent at once. */
export const statusesOf = (answers: readonly Answer[]): number[] => answers.map((answer) => answer.status).toSorted((one, other) => one - other);

/** Somebody whose browser sends these cookies, from our own page. */
export function browser(cookie: string): Pick<Client, "get" | "post" | "send"> {
  const call = (method: string, path: string, options: SendOptions = {}) => from(method, path, { ...options, headers: { cookie, origin: ORIGIN, ...options.headers } });
  return { send: call, get: (path) => call("GET", path), post: (path, body) => call("POST", path, body === undefined ? {} : { body }) };
}

export const signedIn = async (person: TestTenant): Promise<ReturnType<typeof browser> & { cookie: string }> => {
  const cookie = cookiesOf(await signIn(person.owner.email));
  return { ...browser(cookie), cookie };
};

type MailOfTest = { kind: string; to: string; subject: string; text: string; status: string };

/** The newest mails to an address first, as an owner sees them. */
export async function mailsTo(email: string, reader: TestTenant): Promise<MailOfTest[]> {
  const { body } = await reader.client.get("/api/v1/mails");
  return (body.data as MailOfTest[]).filter((mail) => mail.to === email);
}

/** The token of the link in the newest mail to an address. */
export async function tokenTo(email: string, reader: TestTenant): Promise<string> {
  const [mail] = await mailsTo(email, reader);
  const token = /[?]token=(\S+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error(`no link was sent to ${email}: ${JSON.stringify(mail)}`);
  return token;
}
