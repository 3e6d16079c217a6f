/** What English says in several orders, in the one order that the parser reads. Bounded repeats, so that the work stays linear. */

type Rule = { said: RegExp; plain: string };

const RULES: readonly Rule[] = [
  // "make Sam the owner of lead Jane Doe"
  { said: /^((?:please |pls |can you |could you )?)(?:make|appoint|name)\s+([^,;.]{1,60}?)\s+(?:as\s+)?the\s+([a-z]+(?: [a-z]+)?)\s+(?:of|for)\s+/i, plain: "$1set the $3 to $2 for " },
  // "hand Acme over to Kim"
  { said: /^((?:please |pls |can you |could you )?)hand\s+(?:over\s+)?([^,;.]{1,60}?)\s+(?:over\s+)?to\s+/i, plain: "$1assign $2 to " },
  // "edit contact Ana Lima set job title to Head of Growth"
  { said: /^((?:please |pls |can you |could you )?)(?:edit|update|change|modify)\s+([^,;:.]{1,60}?)\s+set\s+([^,;:.]{1,40}?)\s+to\s+(.{1,200})$/i, plain: "$1set the $3 of $2 to $4" },
  // "remove jane@acme.io, she unsubscribed": why something is deleted is no part of what is deleted.
  { said: /^((?:please |pls |can you |could you )?(?:delete|remove|erase|drop|trash)\s[^,;]{1,100}?)(?:,\s*|\s+)(?:because|since|she|he|they|it's|she's|he's|they're)\s.{1,300}$/i, plain: "$1" },
  // "tag him vip"
  { said: /\btag (him|her|them|it) (?!as |with )/i, plain: "tag $1 as " },
];

/** The command, its words in plain order where it was said in another. */
export function paraphrase(command: string): string {
  const rule = RULES.find(({ said }) => said.test(command));
  return rule === undefined ? command : command.replace(rule.said, rule.plain);
}
