/** Exit codes in words, for somebody who was not there; the codes themselves are given in `src/cli.ts`. */

export interface ExitCodeText {
  readonly means: string;
  /** The command to look with, or what to do. */
  readonly look: string;
}

const texts: { readonly [code: number]: ExitCodeText } = {
  1: {
    means: 'a fault of entra-rewind',
    look: 'Report it with the end of the log; no data of the tenant belongs in it.',
  },
  2: {
    means: 'usage or configuration: the repository or its settings are not as they must be',
    look: 'entra-rewind doctor',
  },
  3: { means: 'differences were found', look: 'entra-rewind diff' },
  4: { means: 'stopped by a guard, before anything was written', look: 'entra-rewind plan HEAD' },
  5: { means: 'the tenant could not be read completely', look: 'entra-rewind doctor' },
  6: { means: 'another job was running', look: 'entra-rewind status' },
  7: { means: 'finished with failed changes, or what was written could not be verified', look: 'entra-rewind history' },
  8: { means: 'a backup or job was not found, or is not usable', look: 'entra-rewind backups' },
  9: { means: 'not allowed: sign-in, permission, tenant type or licence', look: 'entra-rewind doctor' },
  130: { means: 'stopped from outside; everything is consistent', look: 'entra-rewind history' },
};

/** Null stands for a job that ended without a code of ours: cancelled, out of time, or a runner that died. */
export function exitCodeText(code: number | null): ExitCodeText {
  const unknown: ExitCodeText = {
    means:
      code === null ? 'it ended without an exit code: cancelled, out of time, or the runner died' : `exit code ${code}`,
    look: 'entra-rewind status',
  };
  return code === null ? unknown : (texts[code] ?? unknown);
}
