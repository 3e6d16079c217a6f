/** What a guarded request can end in. A message is one sentence that holds nothing of the URL or its headers. */

export type EgressReason = "url_blocked" | "timeout" | "too_large" | "redirect_blocked" | "unreachable";

const MESSAGES: Record<EgressReason, string> = {
  url_blocked: "This address is not allowed.",
  timeout: "The other side took too long to answer.",
  too_large: "The answer is larger than allowed.",
  redirect_blocked: "The other side redirects to where this request must not follow.",
  unreachable: "The other side could not be reached.",
};

/** Has no cause: what the platform throws may repeat the whole URL. */
export class EgressError extends Error {
  readonly reason: EgressReason;

  constructor(reason: EgressReason, message: string = MESSAGES[reason]) {
    super(message);
    this.name = "EgressError";
    this.reason = reason;
  }
}
