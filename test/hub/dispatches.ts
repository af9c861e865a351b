/** Runs that somebody asks for by hand or by the API. The one thing beside repository dispatches that GITHUB_TOKEN may start. */
import { causeOf, type Need } from './identities.ts';
import { notFound, Refusal } from './refusal.ts';
import { noContent, type Router, text } from './router.ts';
import { repositoryShape, userShape } from './shapes.ts';
import { fullName } from './world.ts';

const writing: Need = { permission: 'actions', level: 'write' };

export function dispatchRoutes(router: Router): void {
  router.repository('POST', '/actions/workflows/:file/dispatches', writing, (call) => {
    const { world, repository, token, body, params } = call;
    const ref = text(body, 'ref');
    const path = `.github/workflows/${params.file}`;
    const named = ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
    if (repository.bare.tip(named) === null) throw new Refusal(422, `No ref found for: ${ref}`);
    const { code, out } = repository.bare.attempt(['cat-file', 'blob', `${named}:${path}`]);
    if (code !== 0) throw notFound();
    if (!/^ {2}workflow_dispatch:/m.test(out)) {
      throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
    }
    world.events.add({
      name: 'workflow_dispatch',
      at: world.clock.iso(),
      repository: fullName(repository),
      by: causeOf(token),
      payload: {
        ref: named,
        // GitHub hands over inputs as text, whatever they were sent as.
        inputs: Object.fromEntries(
          Object.entries((body.inputs ?? {}) as object).map(([name, value]) => [name, String(value)]),
        ),
        workflow: path,
        repository: repositoryShape(world, repository, null),
        sender: userShape(world, token.account),
      },
    });
    return noContent();
  });
}
