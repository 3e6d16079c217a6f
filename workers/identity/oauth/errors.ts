/** Failures in the shape of OAuth. RFC 6749 sections 4.1.2.1 and 5.2, RFC 7591 section 3.2.2, RFC 8707 section 2. */
export type OAuthErrorCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "invalid_target"
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "request_not_supported"
  | "access_denied"
  | "login_required"
  | "consent_required"
  | "temporarily_unavailable"
  | "server_error";

const STATUS: Partial<Record<OAuthErrorCode, number>> = { invalid_client: 401, access_denied: 403, temporarily_unavailable: 429, server_error: 500 };

/** `message` becomes `error_description`: what is wrong, in plain ASCII, and never a secret. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly headers: Record<string, string>;

  constructor(code: OAuthErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "OAuthError";
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return STATUS[this.code] ?? 400;
  }

  toJSON(): { error: OAuthErrorCode; error_description: string } {
    return { error: this.code, error_description: this.message };
  }
}
