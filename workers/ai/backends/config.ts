/** The backends of an installation, made from model-config.yaml and its settings. */
import type { Egress } from "#kit/egress";
import type { ModelBackend, ModelConfig } from "../model-config.generated";
import type { Backend } from "./backend";
import { embeddedBackend } from "./embedded";
import { openAiCompatibleBackend } from "./openai-compatible";

/** The settings that model-config.yaml may refer to. */
const SETTINGS = ["AI_BASE_URL", "AI_MODEL", "AI_API_KEY"] as const;
export type AiSettings = Record<(typeof SETTINGS)[number], string>;

/** Stands for the model of the backend that is the default. */
export const MODEL_DEFAULT = "default";

export type Backends = {
  default: Backend;
  byId: ReadonlyMap<string, Backend>;
  /** By a model's name, a backend's id, or `default`; null where there is no such model. */
  forModel(model: string): Backend | null;
};

/** @throws Error for a configuration that refers to a setting that there is not */
export function backendsOf(config: ModelConfig, settings: AiSettings, egress: Egress): Backends {
  const byId = new Map(config.backends.map((backend) => [backend.id, backendOf(backend, settings, egress)]));
  const chosen = byId.get(config.default);
  if (chosen === undefined) throw new Error(`model-config.yaml: default names no backend: ${config.default}`);
  const inOrder = [chosen, ...byId.values()];
  return {
    default: chosen,
    byId,
    forModel: (model) => (model === MODEL_DEFAULT ? chosen : (byId.get(model) ?? inOrder.find((backend) => backend.models.includes(model)) ?? null)),
  };
}

function backendOf(backend: ModelBackend, settings: AiSettings, egress: Egress): Backend {
  const { id, kind, timeoutMs, contextTokens } = backend;
  if (kind === "embedded") return embeddedBackend({ id, models: [id] });
  const read = (key: "baseUrl" | "model" | "apiKey") => resolved(backend[key], `${key} of ${id} in model-config.yaml`, settings);
  const [baseUrl, model, apiKey] = [read("baseUrl"), read("model"), read("apiKey")];
  return openAiCompatibleBackend({
    id,
    baseUrl: baseUrl.value,
    model: model.value,
    apiKey: apiKey.value,
    timeoutMs,
    contextTokens,
    egress,
    names: { baseUrl: baseUrl.name, model: model.name, apiKey: apiKey.name },
  });
}

/** The value that stands there or is referred to, and what a person changes to change it. */
function resolved(text: string | undefined, place: string, settings: AiSettings): { value: string; name: string } {
  const name = /^\$\{(\w+)\}$/.exec(text ?? "")?.[1];
  if (name === undefined) return { value: text ?? "", name: place };
  // No other setting may be read: the house's own secrets must not be sent to a model's server.
  const setting = SETTINGS.find((one) => one === name);
  if (setting === undefined) throw new Error(`model-config.yaml: there is no setting ${name} for the AI; there are ${SETTINGS.join(", ")}`);
  // Secrets that are piped into a command often end in a line break, which no header takes.
  return { value: settings[setting].trim(), name };
}
