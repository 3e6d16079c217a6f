import { rowsApart } from "./records";

/** What English says in several orders, in the one order that the parser reads. Bounded repeats, so that the work stays linear. */

type Rule = { said: RegExp; plain: string };

const RULES: readonly Rule[] = [
  // "make Sam the owner of lead Jane Doe"
  { said: /^((?:please |pls |can you |could you )?)(?:make|appoint|name)\s+([^,;.]{1,60}?)\s+(?:as\s+)?the\s+([a-z]+(?: [a-z]+)?)\s+(?:of|for)\s+/i, plain: "$1set the $3 to $2 for " },
  // "hand Acme over to Kim"
  { said: /^((?:please |pls |can you |could you )?)hand\s+(?:over\s+)?([^,;.]{1,60}?)\s+(?:over\s+)?to\s+/i, plain: "$1assign $2 to " },
  // "edit contact Ana Lima set job title to Head of Growth"
  { said: /^((?:please |pls |can you |could you )?)(?:edit|update|change|modify)\s+([^,;:.]{1,60}?)\s+set\s+([^,;:.]{1,40}?)\s+to\s+(.{1,200})$/i, plain: "$1set the $3 of $2 to $4" },
  // "give lead Jane Doe to Sam"
  { said: /^((?:please |pls |can you |could you )?)(?:give|pass)\s+(?!me\b|us\b|him\b|her\b|them\b)([^,;\n]{1,60}?)\s+(?:on |over )?to\s+/i, plain: "$1assign $2 to " },
  // "sort leads by score"
  { said: /^((?:please |pls |can you |could you )?)(?:sort|order|rank)\s+(?:the |my |our |all )?(\p{L}{3,20}s)\s+by\s+/iu, plain: "$1list $2 sorted by " },
  // "add Jane as a contact and also as a lead", "as both a contact and a lead"
  { said: /^([^;\n]{3,120}?)\s+as both (an? \p{L}{3,20}) and (an? \p{L}{3,20})\b/iu, plain: "$1 as $2; $1 as $3" },
  { said: /^([^;\n]{3,120}?)\s+(?:both )?as (an? \p{L}{3,20}),? (?:and|and also|as well as) (?:also )?as (an? \p{L}{3,20})\b/iu, plain: "$1 as $2; $1 as $3" },
  // "note for lead Jane Doe that she prefers calls": what follows is the note, whatever it speaks of.
  { said: /^((?:please |pls |can you |could you )?)(?:add a |make a |write a )?note (on|for|about) ([^,;:]{1,80}?) (?:that|saying) (.{1,300})$/i, plain: "$1note $2 $3: $4" },
  // "add Ann Lee (ann@x.com) and Bob Ray (bob@y.com) as leads from the webinar": an act for each.
  { said: /^((?:please |pls |can you |could you )?)(add|create|register|save) ([^,;@]{1,60}[(<]?[^\s@,;()<>]{1,64}@[^\s,;()<>]{1,100}[)>]?),? and ([^,;@]{1,60}[(<]?[^\s@,;()<>]{1,64}@[^\s,;()<>]{1,100}[)>]?) (as [a-z]{1,30}(?: .{1,200})?)$/i, plain: "$1$2 $3 $5; $2 $4 $5" },
  // "tag him vip"
  { said: /\btag (him|her|them|it) (?!as |with )/i, plain: "tag $1 as " },
];

const ITEM = /(^|\s)(?:\d{1,2}[.)]|[-*•])\s+(?=\p{L})/gu;

/** "1. add Jane 2. delete Bob": the items of a list are sentences of their own. */
function itemsApart(text: string): string {
  const listed = /^\s*(?:1[.)]|[-*•])\s+\p{L}/u.test(text) && (text.match(ITEM)?.length ?? 0) > 1;
  return listed ? text.replace(ITEM, "$1; ").replace(/^[\s;]+/, "") : text;
}

/** The command, its words in plain order where it was said in another. */
export function paraphrase(text: string): string {
  const command = itemsApart(rowsApart(text));
  const rule = RULES.find(({ said }) => said.test(command));
  return rule === undefined ? command : command.replace(rule.said, rule.plain);
}
