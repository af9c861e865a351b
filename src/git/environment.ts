/**
 * The environment of the git processes that we spawn ourselves: the caller's, without the variables that would point git
 * at another repository or another configuration. Inside a hook git sets GIT_DIR, and every command of ours would then
 * read the wrong repository. simple-git strips the same names from the processes that it spawns.
 */
import type { Variables } from './access.ts';

const redirecting =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|QUARANTINE_PATH|REPLACE_REF_BASE|GRAFT_FILE|SHALLOW_FILE|CONFIG|CONFIG_COUNT|CONFIG_PARAMETERS|CONFIG_(?:KEY|VALUE)_\d+|(?:AUTHOR|COMMITTER)_\w+|\w*PATHSPECS|TRACE\w*|CURL_VERBOSE)$/;

/** Inherited variables that people need and that change no answer of git's: see `simpleGit` in repository.ts. */
export const harmlessVariables: readonly string[] = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
  'GIT_SSL_CAINFO',
  'GIT_TERMINAL_PROMPT',
];

/** With what one process needs beside it. */
export function gitEnvironment(variables: Variables = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !redirecting.test(name));
  return { ...Object.fromEntries(inherited), ...variables };
}
