/** How GitHub says no: a status and a body; thrown where it happens, written by the server. */

export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[] | readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors?: readonly FieldError[] | readonly string[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  get body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

export const badCredentials = (): Refusal => new Refusal(401, 'Bad credentials');
export const needsAuthentication = (): Refusal => new Refusal(401, 'Requires authentication');
export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const forbidden = (message: string): Refusal => new Refusal(403, message);
export const notForIntegration = (): Refusal => forbidden('Resource not accessible by integration');

/** 422 with a list of fields, or of sentences (`code: custom`). */
export const invalid = (...errors: readonly FieldError[]): Refusal => new Refusal(422, 'Validation Failed', errors);
export const custom = (resource: string, message: string, field?: string): Refusal =>
  invalid({ resource, code: 'custom', message, ...(field === undefined ? {} : { field }) });
export const missing = (resource: string, field: string): Refusal =>
  invalid({ resource, field, code: 'missing_field' });

/** 422 of a request that does not fit the schema of the API. */
export const malformed = (message: string): Refusal => new Refusal(422, `Invalid request.\n\n${message}`);
