/** All that the hub answers. */
import { accountRoutes } from './accountRoutes.ts';
import { checkRoutes } from './checks.ts';
import { dispatchRoutes } from './dispatches.ts';
import { environmentRoutes } from './environments.ts';
import { graphqlRoutes } from './graphql.ts';
import { issueRoutes } from './issueRoutes.ts';
import { oidcRoutes } from './oidc.ts';
import { pullRoutes } from './pullRoutes.ts';
import { repositoryRoutes } from './repositoryRoutes.ts';
import { reviewRoutes } from './reviews.ts';
import { Router } from './router.ts';
import { rulesetRoutes } from './rulesetRoutes.ts';

export const router = new Router();
accountRoutes(router);
pullRoutes(router);
reviewRoutes(router);
rulesetRoutes(router);
environmentRoutes(router);
oidcRoutes(router);
graphqlRoutes(router);
issueRoutes(router);
checkRoutes(router);
repositoryRoutes(router);
dispatchRoutes(router);
