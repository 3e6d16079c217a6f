/** The parts of an OpenAPI 3.1 document that are written here. https://spec.openapis.org/oas/v3.1.0 */

/** A JSON Schema of draft 2020-12, as zod writes it. */
export type JsonSchema = { readonly [key: string]: unknown };

export type Reference = { $ref: string };

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
};

export type Header = { description: string; required?: boolean; schema: JsonSchema };

export type MediaType = { schema: JsonSchema; example?: unknown };

export type ResponseObject = {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, MediaType>;
};

export type FunctionNote = { name: string; description?: string; examples: readonly string[] };

export type OperationObject = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: { required: true; content: Record<string, MediaType> };
  responses: Record<string, ResponseObject | Reference>;
  /** Empty where no caller is asked for. */
  security: Record<string, string[]>[];
  "x-permission": string;
  "x-effect": string;
  "x-function"?: FunctionNote;
};

export type PathItem = Partial<Record<"get" | "post" | "put" | "patch" | "delete", OperationObject>>;

export type OpenApiDocument = {
  openapi: "3.1.0";
  info: {
    title: string;
    version: string;
    summary: string;
    description: string;
    contact: { name: string; url: string };
    license: { name: string; identifier: string };
  };
  servers: { url: string; description: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, PathItem>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, ResponseObject>;
    parameters: Record<string, Parameter>;
    headers: Record<string, Header>;
    securitySchemes: Record<string, Record<string, string>>;
  };
};
