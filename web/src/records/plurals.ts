export type Kind = "lead" | "contact" | "company";
export type Plural = "leads" | "contacts" | "companies";

export const PLURAL: Record<Kind, Plural> = { lead: "leads", contact: "contacts", company: "companies" };

/** The path part and query key of a kind; undefined for kinds that the console has no page for. */
export function pluralOf(kind: string): Plural | undefined {
  return kind in PLURAL ? PLURAL[kind as Kind] : undefined;
}
