// @ts-check
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

/**
 * @typedef {object} ModelBackend
 * @property {string} id
 * @property {"embedded" | "openai-compatible"} kind
 * @property {string} [baseUrl]
 * @property {string} [model]
 * @property {string} [apiKey]
 * @property {number} [timeoutMs]
 * @property {number} [contextTokens]
 * @property {"native"} [toolFormat]
 *
 * @typedef {{ default: string, backends: ModelBackend[] }} ModelConfig
 *
 * @typedef {{ line: number, message: string }} ModelConfigProblem
 */

/** Said when the file is not a valid configuration; each line of the message names the file and the line. */
export class ModelConfigError extends Error {
  /**
   * @param {string} file
   * @param {ModelConfigProblem[]} problems
   */
  constructor(file, problems) {
    super(problems.map(({ line, message }) => `${file}:${line}: ${message}`).join("\n"));
    this.problems = problems;
  }
}

const REFERENCE = /^\$\{[A-Z][A-Z0-9_]*\}$/;
const BACKEND_ID = /^[a-z][a-z0-9-]{0,39}$/;
const KINDS = ["embedded", "openai-compatible"];
const MINIMUM_TIMEOUT_MS = 1_000;
const MAXIMUM_TIMEOUT_MS = 300_000;
const MINIMUM_CONTEXT_TOKENS = 1_024;
const MAXIMUM_CONTEXT_TOKENS = 10_000_000;

/** What each key of a backend may hold: a check that answers a complaint, or undefined when all is well. */
const BACKEND_KEYS = {
  id: (/** @type {unknown} */ value) =>
    typeof value === "string" && BACKEND_ID.test(value) ? undefined : "must be lower-case letters, digits and dashes, such as my-model",
  kind: (/** @type {unknown} */ value) => (KINDS.includes(String(value)) ? undefined : `must be one of ${KINDS.join(", ")}`),
  baseUrl: (/** @type {unknown} */ value) =>
    isReference(value) || isHttpUrl(value) ? undefined : "must be an http or https address, or a setting such as ${AI_BASE_URL}",
  model: textOrReference,
  // Even a made-up key in this file would teach people to put a real one here.
  apiKey: (/** @type {unknown} */ value) =>
    isReference(value) ? undefined : "must name a setting, such as ${AI_API_KEY}; a secret never stands in this file",
  timeoutMs: integerBetween(MINIMUM_TIMEOUT_MS, MAXIMUM_TIMEOUT_MS),
  contextTokens: integerBetween(MINIMUM_CONTEXT_TOKENS, MAXIMUM_CONTEXT_TOKENS),
  toolFormat: (/** @type {unknown} */ value) => (value === "native" ? undefined : "must be native"),
};

/** @type {Record<string, { needs: string[], takes: string[] }>} */
const KEYS_BY_KIND = {
  embedded: { needs: ["id", "kind"], takes: ["id", "kind"] },
  "openai-compatible": { needs: ["id", "kind", "baseUrl", "model"], takes: Object.keys(BACKEND_KEYS) },
};

/**
 * Reads and checks the configuration of the AI's backends.
 * References such as `${AI_MODEL}` stay as they are: settings are known only where the Worker runs.
 *
 * @param {string} text the YAML
 * @param {string} file its name, for messages
 * @returns {ModelConfig}
 * @throws {ModelConfigError} naming every problem with its line
 */
export function parseModelConfig(text, file) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reading = new Reading(lines);
  for (const error of document.errors) reading.complain(error.pos[0], error.message.replaceAll("\n", " "));
  if (reading.problems.length === 0) reading.root(document.contents);
  if (reading.problems.length > 0) throw new ModelConfigError(file, reading.problems);
  return /** @type {ModelConfig} */ (document.toJS());
}

/** One pass over the document's nodes, gathering what is wrong and where. */
class Reading {
  /** @param {LineCounter} lines */
  constructor(lines) {
    this.lines = lines;
    /** @type {ModelConfigProblem[]} */
    this.problems = [];
  }

  /**
   * @param {number} offset
   * @param {string} message
   */
  complain(offset, message) {
    this.problems.push({ line: this.lines.linePos(offset).line, message });
  }

  /** @param {unknown} node */
  root(node) {
    if (!isMap(node)) return this.complain(0, "the file must hold the keys default and backends");
    const entries = this.entries(node, "the file ", ["default", "backends"]);
    this.require(entries, offsetOf(node), "the file", ["default", "backends"]);
    const backends = entries.get("backends")?.value;
    if (backends === undefined) return;
    if (!isSeq(backends) || backends.items.length === 0) return this.complain(offsetOf(backends), "backends must list at least one backend");
    const ids = new Set();
    for (const [index, item] of backends.items.entries()) {
      const id = this.backend(item, `backends[${index}]`);
      if (id !== undefined && ids.has(id)) this.complain(offsetOf(item), `backends[${index}] repeats the id ${JSON.stringify(id)}`);
      ids.add(id);
    }
    const chosen = entries.get("default");
    if (chosen && !ids.has(plain(chosen.value)))
      this.complain(chosen.offset, `default must be the id of a backend: ${[...ids].filter(Boolean).join(", ")}`);
  }

  /**
   * @param {unknown} node
   * @param {string} where
   * @returns {unknown} its id
   */
  backend(node, where) {
    if (!isMap(node)) return this.complain(offsetOf(node), `${where} must hold the keys id and kind`);
    const kind = plain(node.get("kind", true));
    const known = KEYS_BY_KIND[String(kind)] ?? { needs: ["id", "kind"], takes: Object.keys(BACKEND_KEYS) };
    const entries = this.entries(node, `${where} (${String(kind)}) `, known.takes);
    this.require(entries, offsetOf(node), where, known.needs);
    for (const [key, { value, offset }] of entries) {
      const check = BACKEND_KEYS[/** @type {keyof typeof BACKEND_KEYS} */ (key)];
      const complaint = check?.(plain(value));
      if (complaint !== undefined) this.complain(offset, `${where}.${key} ${complaint}`);
    }
    return plain(node.get("id", true));
  }

  /**
   * The entries of a map by key, refusing keys it does not take.
   * @param {import("yaml").YAMLMap} map
   * @param {string} where
   * @param {string[]} takes
   */
  entries(map, where, takes) {
    /** @type {Map<string, { value: unknown, offset: number }>} */
    const entries = new Map();
    for (const pair of map.items) {
      const key = String(plain(pair.key));
      const offset = offsetOf(pair.key);
      if (takes.includes(key)) entries.set(key, { value: pair.value, offset });
      else this.complain(offset, `${where}has the unknown key ${JSON.stringify(key)}; it takes ${takes.join(", ")}`);
    }
    return entries;
  }

  /**
   * @param {Map<string, unknown>} entries
   * @param {number} offset
   * @param {string} where
   * @param {string[]} needs
   */
  require(entries, offset, where, needs) {
    for (const key of needs) if (!entries.has(key)) this.complain(offset, `${where} needs the key ${key}`);
  }
}

/** @param {unknown} node */
function plain(node) {
  return isScalar(node) ? node.value : undefined;
}

/** @param {unknown} node */
function offsetOf(node) {
  const range = /** @type {{ range?: [number, number, number] | null } | null | undefined} */ (node)?.range;
  return range?.[0] ?? 0;
}

/** @param {unknown} value */
function isReference(value) {
  return typeof value === "string" && REFERENCE.test(value);
}

/** @param {unknown} value */
function isHttpUrl(value) {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  return ["http:", "https:"].includes(new URL(value).protocol);
}

/** @param {unknown} value */
function textOrReference(value) {
  if (typeof value !== "string" || value.trim() === "") return "must be a text, or a setting such as ${AI_MODEL}";
  return value.includes("${") && !isReference(value) ? "must be a whole reference such as ${AI_MODEL}, with nothing around it" : undefined;
}

/**
 * @param {number} least
 * @param {number} most
 */
function integerBetween(least, most) {
  return (/** @type {unknown} */ value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? undefined : `must be a whole number from ${least} to ${most}`;
}

/**
 * The module that the Worker imports.
 * @param {ModelConfig} config
 */
export function modelConfigModule(config) {
  return `// Made by scripts/generate.mjs from model-config.yaml: change that file, not this one.

/** A backend of the AI. A value of the form \${NAME} stands for the setting NAME. */
export type ModelBackend = {
  readonly id: string;
  readonly kind: "embedded" | "openai-compatible";
  readonly baseUrl?: string;
  readonly model?: string;
  readonly apiKey?: string;
  readonly timeoutMs?: number;
  readonly contextTokens?: number;
  readonly toolFormat?: "native";
};

/** The backends, and the id of the one that answers. */
export type ModelConfig = { readonly default: string; readonly backends: readonly ModelBackend[] };

export const modelConfig: ModelConfig = ${JSON.stringify(config, null, 2)};
`;
}
