/** `${{ … }}` and `if:`, read by GitHub's own parser and evaluator. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { Scalar, Settings } from '../model.ts';

/** Plain data, by the name under which an expression finds it: `github`, `vars`, `secrets`, `needs`, `steps`, … */
export type Contexts = { readonly [name: string]: unknown };

/** What `success()`, `failure()`, `cancelled()` and `always()` go by. */
export type Status = 'success' | 'failure' | 'cancelled';

export interface Scope {
  readonly contexts: Contexts;
  /** `skipped`: a job that is needed did not run, which is neither success nor failure. */
  readonly status: Status | 'skipped';
}

type Evaluated = ReturnType<Evaluator['evaluate']>;

const statusFunctions = ['always', 'success', 'failure', 'cancelled'] as const;
const holdsStatus = /\b(?:always|success|failure|cancelled)\s*\(/i;

/** A key that is not there is null, as GitHub has it; a context that is not there is a mistake of the workflow. */
function evaluate(expression: string, { contexts, status }: Scope): Evaluated {
  const functions = statusFunctions.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(name === 'always' || name === status),
  }));
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions).parse();
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, known, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

function isTruthy(value: Evaluated): boolean {
  switch (value.kind) {
    case data.Kind.Null:
      return false;
    case data.Kind.Boolean:
      return (value as data.BooleanData).value;
    case data.Kind.Number:
      return value.number() !== 0 && !Number.isNaN(value.number());
    case data.Kind.String:
      return value.coerceString() !== '';
    default:
      return true;
  }
}

/** A text with its expressions replaced by what they come to. */
export function fill(value: Scalar, scope: Scope): string {
  if (value === null) return '';
  return String(value).replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression, scope).coerceString(),
  );
}

export const fillAll = (settings: Settings | undefined, scope: Scope): { [name: string]: string } =>
  Object.fromEntries(Object.entries(settings ?? {}).map(([name, value]) => [name, fill(value, scope)]));

/** Without a status function, a condition holds only where nothing failed before. */
export function holds(condition: Scalar | undefined, scope: Scope): boolean {
  const text = String(condition ?? '').trim();
  const whole = /^\$\{\{(.*)\}\}$/s.exec(text)?.[1] ?? text;
  if (whole.includes('${{')) throw new Error(`a condition of text and expressions is always true: ${text}`);
  if (!holdsStatus.test(whole) && scope.status !== 'success') return false;
  return whole === '' || isTruthy(evaluate(whole, scope));
}
