/** All that the hub answers. */
import { accountRoutes } from './accountRoutes.ts';
import { checkRoutes } from './checks.ts';
import { issueRoutes } from './issueRoutes.ts';
import { pullRoutes } from './pullRoutes.ts';
import { repositoryRoutes } from './repositoryRoutes.ts';
import { Router } from './router.ts';

export const router = new Router();
accountRoutes(router);
pullRoutes(router);
issueRoutes(router);
checkRoutes(router);
repositoryRoutes(router);
