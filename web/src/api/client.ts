import type { Api } from "../../../workers/operations";
import { ApiError, errorFrom } from "./errors";
import { confirmFresh } from "./fresh";
import { announceSignedOut } from "./signedOut";
import { type QueryValue, type WireRequest, wireRequest } from "./request";

export type OperationId = keyof Api;
export type ResponseOf<Id extends OperationId> = Api[Id]["response"];

type Part<Id extends OperationId, Name extends "params" | "query" | "body"> = Api[Id][Name] extends undefined
  ? { [K in Name]?: undefined }
  : undefined extends Api[Id][Name]
    ? { [K in Name]?: Api[Id][Name] }
    : { [K in Name]: Api[Id][Name] };

export type CallOptions<Id extends OperationId> = Part<Id, "params"> &
  Part<Id, "query"> &
  Part<Id, "body"> & { headers?: Record<string, string>; signal?: AbortSignal };

/**
 * Calls an operation by its id, with its request and its answer typed from the Worker's list of operations.
 * @throws {ApiError} for any answer that is not 2xx, and for none.
 * @example const lead = await call("crm.leads.get", { params: { id } });
 */
export async function call<Id extends OperationId>(id: Id, options: CallOptions<Id>): Promise<ResponseOf<Id>> {
  const request = wireRequest(id, {
    params: options.params as Record<string, string> | undefined,
    query: options.query as Record<string, QueryValue> | undefined,
    body: options.body,
    headers: options.headers,
  });
  const response = await send(request, options.signal);
  if (response.status === 204) return undefined as ResponseOf<Id>;
  return (await response.json()) as ResponseOf<Id>;
}

/**
 * Sends one request; the session cookie is the browser's affair. Where the server wants a fresh sign-in first,
 * the person is asked for it and the request is sent once more.
 */
export async function send(request: WireRequest, signal?: AbortSignal): Promise<Response> {
  const response = await sendOnce(request, signal);
  if (response.ok) return response;
  const error = await errorFrom(response);
  if (error.code !== "FRESH_SIGN_IN_REQUIRED" || !(await confirmFresh())) throw error;
  const repeated = await sendOnce(request, signal);
  if (!repeated.ok) throw await errorFrom(repeated);
  return repeated;
}

async function sendOnce(request: WireRequest, signal?: AbortSignal): Promise<Response> {
  const headers = new Headers(request.headers);
  if (request.body !== undefined) headers.set("content-type", "application/json");
  let response: Response;
  try {
    response = await fetch(request.path, {
      method: request.method,
      headers,
      credentials: "same-origin",
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ code: "NETWORK", message: "No answer from the server. Check the connection, then try again." });
  }
  if (response.status === 401) announceSignedOut(request.path);
  return response;
}
