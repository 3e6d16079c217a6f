/** What can go wrong with a model's server, in words that say what to do. They repeat neither its answer nor a secret. */
import { type ErrorCode, Problem } from "#kit/errors";
import { EgressError } from "#kit/egress";

/** The backend's id, and what to look at when its address, model or key is wrong. */
export type UpstreamNames = { id: string; baseUrl: string; model: string; apiKey: string };

const RETRY_AFTER_MAX_S = 86_400;

export function backendFailed({ id }: Pick<UpstreamNames, "id">, what: string, code: ErrorCode = "BACKEND_FAILED"): Problem {
  return new Problem(code, `The AI backend ${id} ${what}`, { backend: id });
}

/** The problem of an answer with a status that is not a success. */
export function statusProblem(response: Response, names: UpstreamNames, now: number): Problem {
  const { status } = response;
  const failed = (what: string, code?: ErrorCode) => backendFailed(names, what, code);
  switch (status) {
    case 400:
    case 413:
    case 422:
      return failed(`does not take the request (${status}). The talk may be too long for its model, or the model may not know functions or a setting.`);
    case 401:
    case 403:
      return failed(`refuses the key (${status}). Check ${names.apiKey}.`);
    case 404:
    case 405:
      return failed(`knows no such address or model (${status}). Check ${names.baseUrl}, which mostly ends in /v1, and ${names.model}.`);
    case 402:
    case 429: {
      const seconds = secondsOf(response.headers.get("retry-after"), now);
      const problem = failed(`takes no more requests for now (${status}). Try again${seconds === null ? " later" : ` in ${seconds} s`}, or raise its limit.`, "UNAVAILABLE");
      return seconds === null ? problem : new Problem(problem.code, problem.message, problem.details, { "retry-after": String(seconds) });
    }
    case 408:
    case 504:
    case 524:
      return failed(`took too long (${status}). Try again, or a smaller request.`, "BACKEND_TIMEOUT");
    case 503:
    case 529:
      return failed(`is down or has too much to do (${status}). Try again later.`, "UNAVAILABLE");
    default:
      return failed(status >= 500 ? `failed (${status}). Try again; if it stays, look into its own log.` : `answers with the status ${status}. Check ${names.baseUrl}.`);
  }
}

/** Seconds to wait, from either form of the header. RFC 9110, 10.2.3. */
function secondsOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 && seconds <= RETRY_AFTER_MAX_S ? seconds : null;
}

/** What was thrown on the way to the server or while its answer was read; the caller's own abort is passed on as it is. */
export function transportProblem(error: unknown, names: UpstreamNames, limits: { timeoutMs: number; bytesMax: number }): unknown {
  if (!(error instanceof EgressError)) return error;
  switch (error.reason) {
    case "url_blocked":
      return backendFailed(names, `has an address that must not be called: ${error.message} Check ${names.baseUrl}; a server on this machine needs EGRESS_LOOPBACK = "allow".`, "UNAVAILABLE");
    case "redirect_blocked":
      return backendFailed(names, `redirects to another address. Set ${names.baseUrl} to the one that answers.`);
    case "timeout":
      return backendFailed(names, `did not finish its answer within ${limits.timeoutMs / 1000} s. Try again, or raise timeoutMs in model-config.yaml.`, "BACKEND_TIMEOUT");
    case "too_large":
      return backendFailed(names, `answered with more than ${limits.bytesMax} bytes; the rest was not read and nothing was run.`);
    case "unreachable":
      return backendFailed(names, `could not be reached, or broke off. Check that it runs and that ${names.baseUrl} is right, then try again.`);
  }
}
